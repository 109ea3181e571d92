import { validateSync } from 'class-validator';
import type { RawRow, SourceRecord } from '#libs/contracts';
import { findDocumentNumbers } from '#libs/text';
import { joinTransfers } from './join-transfers.js';
import { ProjectRecord } from './project.record.js';
import { RectificationRecord } from './rectification.record.js';
import { contentNumber, normalizeProblemNo, numberOf, splitProblemNo } from './report-number.js';
import { TransferRecord } from './transfer.record.js';

type Fields = Record<string, unknown>;

const text = (fields: Fields, name: string): string =>
  typeof fields[name] === 'string' ? (fields[name] as string) : '';

/** A row that would not pass its class is not joined: it stays a record of its own and its faults are told at its own row. */
const sound = (type: new () => object, fields: Fields): boolean =>
  validateSync(Object.assign(new type(), fields)).length === 0;

const own = (row: RawRow, fields: Fields = row.fields): SourceRecord => ({
  kind: row.kind,
  places: [row.place],
  fields,
  absent: row.absent,
});

interface Projects {
  byReport: Map<string, Fields>;
  byName: Map<string, Fields>;
  single?: Fields;
}

function projectsOf(rows: readonly RawRow[]): Projects {
  const fields = rows.filter((row) => sound(ProjectRecord, row.fields)).map((row) => row.fields);
  const reported = fields.filter((project) => text(project, 'reportNo') !== '');
  const [single] = reported;
  return {
    byReport: new Map(reported.map((project) => [numberOf(project.reportNo), project])),
    byName: new Map(fields.map((project) => [text(project, 'projectName'), project])),
    ...(single && reported.length === 1 ? { single } : {}),
  };
}

interface Problem {
  row: RawRow;
  fields: Fields;
  report: string;
  places: RawRow['place'][];
}

/** A problem row with its report, its number (derived where no column holds it) and its project. */
function problemsOf(rows: readonly RawRow[], projects: Projects): Problem[] {
  const counts = new Map<string, number>();
  const next = (key: string): number => {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count;
  };
  return rows.map((row) => {
    const derived: string[] = [];
    const fields: Fields = { ...row.fields, derived };
    const written = text(fields, 'problemNo');
    const project =
      projects.byReport.get(splitProblemNo(written).report) ??
      projects.byReport.get(numberOf(fields.reportNo)) ??
      projects.byName.get(text(fields, 'projectName')) ??
      (splitProblemNo(written).report || fields.reportNo ? undefined : projects.single);
    const report = splitProblemNo(written).report || numberOf(fields.reportNo) || numberOf(project?.reportNo);
    if (report) fields.reportNo = report;
    if (project) fields.project = project;
    if (written) {
      const plain = normalizeProblemNo(written);
      fields.problemNo = report && !plain.includes('#') ? `${report}#${plain}` : plain;
    } else if (row.absent.has('problemNo')) {
      derived.push('problemNo');
      const key =
        report ||
        contentNumber(['problemTitle', 'respUnit', 'occur', 'amount', 'problemDesc'].map((name) => fields[name]));
      const count = next(key);
      fields.problemNo = report || count > 1 ? `${key}#${count}` : key;
    }
    for (const name of ['problemType', 'isTransferred']) if (row.absent.has(name)) derived.push(name);
    return { row, fields, report, places: [row.place] };
  });
}

/** The later state wins: by day of check, then by order of the rows. */
function joinRectification(rows: readonly RawRow[], problems: ReadonlyMap<string, Problem>): SourceRecord[] {
  const left: SourceRecord[] = [];
  for (const row of rows) {
    const fields: Fields = { ...row.fields, problemNo: normalizeProblemNo(text(row.fields, 'problemNo')) };
    const problem = problems.get(text(fields, 'problemNo'));
    if (!problem || !sound(RectificationRecord, fields)) {
      left.push(own(row, fields));
      continue;
    }
    problem.places.push(row.place);
    const before = problem.fields.rectification as Fields | undefined;
    if (!before || text(fields, 'checkedAt') >= text(before, 'checkedAt')) problem.fields.rectification = fields;
  }
  return left;
}

/** Numbers by which a problem may name its transfer. */
function numbersOf(fields: Fields): Set<string> {
  const prose = findDocumentNumbers(`${text(fields, 'problemDesc')} ${text(fields, 'opinion')}`);
  return new Set([numberOf(fields.transferNo), ...prose.map((number) => number.norm)].filter(Boolean));
}

function joinTransferRows(rows: readonly RawRow[], problems: readonly Problem[], projects: Projects): SourceRecord[] {
  const views = rows.map((row) => {
    const matter = text(row.fields, 'matter');
    const named = findDocumentNumbers(matter).find((number) => number.kind === 'AUDIT_REPORT')?.norm;
    const problemNo = text(row.fields, 'problemNo');
    return {
      transferNo: numberOf(row.fields.transferNo),
      problemNo,
      report: numberOf(row.fields.reportNo) || splitProblemNo(problemNo).report || (named ?? ''),
      matter,
    };
  });
  const joined = joinTransfers(
    views,
    problems.map(({ fields, report }) => ({
      problemNo: text(fields, 'problemNo'),
      report,
      title: text(fields, 'problemTitle'),
      numbers: numbersOf(fields),
      open:
        fields.isTransferred === true ||
        (fields.isTransferred === undefined && (fields.derived as string[]).includes('isTransferred')),
    })),
  );
  const left: SourceRecord[] = [];
  rows.forEach((row, at) => {
    const hits = (joined.get(at) ?? []).map((index) => problems[index] as Problem);
    const [first] = hits;
    const usable = sound(TransferRecord, row.fields);
    for (const problem of usable ? hits : []) problem.fields.transfer = row.fields;
    if (usable && first && hits.length === 1) first.places.push(row.place);
    else {
      const project = projects.byReport.get(views[at]?.report ?? '');
      const covered = usable ? hits.map((problem) => text(problem.fields, 'problemNo')) : [];
      const auditedUnit = text(project ?? {}, 'auditedUnit');
      left.push(own(row, { ...row.fields, problems: covered, ...(auditedUnit ? { auditedUnit } : {}) }));
    }
  });
  return left;
}

/**
 * Each row belongs to exactly one record. A problem's record holds its own row, the rectification rows of its number,
 * and the transfer row that covers this problem alone. Every project row is a record of its own (`AUDIT_PROJECT`);
 * so are a transfer of several problems or of none, a rectification without its problem, and a row with faults.
 */
export function assemble(rows: RawRow[]): SourceRecord[] {
  const of = (kind: string): RawRow[] => rows.filter((row) => row.kind === kind);
  const projects = projectsOf(of('projects'));
  const problems = problemsOf(of('problems'), projects);
  const byNumber = new Map(problems.map((problem) => [text(problem.fields, 'problemNo'), problem]));
  const transfers = joinTransferRows(of('transfers'), problems, projects);
  const rectifications = joinRectification(of('rectification'), byNumber);
  const main = problems.map(({ row, fields, places }) => {
    if ((fields.derived as string[]).includes('isTransferred')) fields.isTransferred = fields.transfer !== undefined;
    return { ...own(row, fields), places };
  });
  return [...of('projects').map((row) => own(row)), ...main, ...transfers, ...rectifications];
}
