import { matchingText } from '#libs/text';
import { normalizeProblemNo } from './report-number.js';

/** A problem row as the join sees it. `open`: it says that it was transferred, or no column says. */
export interface Transferable {
  problemNo: string;
  report: string;
  title: string;
  /** Normal forms of all numbers by which the problem may name its transfer. */
  numbers: ReadonlySet<string>;
  open: boolean;
}

/** A transfer row as the join sees it. */
export interface Transfer {
  transferNo: string;
  problemNo: string;
  report: string;
  matter: string;
}

/** Share of the title's character pairs that the matter must hold. */
const LIKE = 0.6;
/** Beyond so many pairs of rows wording is not compared: numbers only. */
const COMPARISONS = 250_000;

const pairs = (text: string): string[] => {
  const plain = matchingText(text);
  return Array.from({ length: Math.max(0, plain.length - 1) }, (_, at) => plain.slice(at, at + 2));
};

function likeness(title: readonly string[], matter: ReadonlySet<string>): number {
  return title.length === 0 ? 0 : title.filter((pair) => matter.has(pair)).length / title.length;
}

function byNumber(transfers: readonly Transfer[], problems: readonly Transferable[]): Map<number, number[]> {
  const byProblemNo = new Map<string, number[]>();
  const byTransferNo = new Map<string, number[]>();
  const file = (index: Map<string, number[]>, key: string, at: number): void => {
    if (key) index.set(key, [...(index.get(key) ?? []), at]);
  };
  problems.forEach((problem, at) => {
    if (!problem.open) return;
    file(byProblemNo, problem.problemNo, at);
    for (const number of problem.numbers) file(byTransferNo, number, at);
  });
  const found = new Map<number, number[]>();
  transfers.forEach((transfer, at) => {
    const hits = new Set([
      ...(byProblemNo.get(transfer.problemNo && normalizeProblemNo(transfer.problemNo)) ?? []),
      ...(byTransferNo.get(transfer.transferNo) ?? []),
    ]);
    if (hits.size > 0) found.set(at, [...hits]);
  });
  return found;
}

/** For each transfer not yet joined the one open problem whose title its matter repeats; none where two do. */
function byWording(
  transfers: readonly Transfer[],
  problems: readonly Transferable[],
  found: Map<number, number[]>,
): void {
  const taken = new Set([...found.values()].flat());
  const free = problems.map((_, at) => at).filter((at) => problems[at]?.open && !taken.has(at));
  const rest = transfers.map((_, at) => at).filter((at) => !found.has(at));
  if (free.length * rest.length > COMPARISONS) return;
  const titles = new Map(free.map((at) => [at, pairs(problems[at]?.title ?? '')]));
  for (const at of rest) {
    const transfer = transfers[at] as Transfer;
    const matter = new Set(pairs(transfer.matter));
    const hits = free.filter((problem) => {
      const one = problems[problem] as Transferable;
      const sameReport = !transfer.report || !one.report || transfer.report === one.report;
      return sameReport && likeness(titles.get(problem) ?? [], matter) >= LIKE;
    });
    if (hits.length === 1) found.set(at, hits);
  }
}

/** What is left: one transfer and one open problem of the same report belong together. */
function byReport(
  transfers: readonly Transfer[],
  problems: readonly Transferable[],
  found: Map<number, number[]>,
): void {
  const taken = new Set([...found.values()].flat());
  const group = <T extends { report: string }>(rows: readonly T[], free: (at: number) => boolean) => {
    const groups = new Map<string, number[]>();
    rows.forEach((row, at) => {
      if (free(at)) groups.set(row.report, [...(groups.get(row.report) ?? []), at]);
    });
    return groups;
  };
  const openProblems = group(problems, (at) => problems[at]?.open === true && !taken.has(at));
  for (const [report, left] of group(transfers, (at) => !found.has(at))) {
    const candidates = report ? openProblems.get(report) : [...openProblems.values()].flat();
    if (left.length === 1 && candidates?.length === 1) found.set(left[0] as number, candidates);
  }
}

/**
 * Which problems each transfer covers (index of transfer → indexes of problems), by the first of these that fits:
 * a number written on either side; the transfer's matter repeating the problem's title, when only one does;
 * the single transfer and the single transferred problem left of one report.
 */
export function joinTransfers(
  transfers: readonly Transfer[],
  problems: readonly Transferable[],
): Map<number, number[]> {
  const found = byNumber(transfers, problems);
  byWording(transfers, problems, found);
  byReport(transfers, problems, found);
  return found;
}
