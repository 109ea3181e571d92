import type { Clue, DocKind, StatementStatus } from '#libs/contracts';
import { csvRows, readProjectFile } from '#libs/kernel';
import type { TextFacts } from './clue-text.js';
import { type Level, level } from './rubric.js';

const SOURCE_LEVELS: ReadonlyMap<string, string> = new Map(
  csvRows(readProjectFile('libs/scoring/data/sources.csv')).map((row) => [row.key ?? '', row.level ?? '']),
);

/** Statuses that an organ set after looking into the matter itself: audit, court, prosecutor, supervision. */
const FINDINGS: ReadonlySet<StatementStatus> = new Set([
  'AUDIT_FOUND',
  'JUDGED',
  'PROSECUTED',
  'VERIFIED',
  'PART',
  'FOUND',
]);

/** Documents that somebody else holds and that can be pulled; a record's own register number (信访件, 线索) is none. */
const PULLABLE: ReadonlySet<DocKind> = new Set([
  'AUDIT_TRANSFER',
  'AUDIT_REPORT',
  'AUDIT_DECISION',
  'CASE',
  'INDICTMENT',
  'NON_PROSECUTION',
  'JUDGMENT',
  'ADVICE',
  'CONTRACT',
]);

const isFinding = (clue: Clue): boolean => FINDINGS.has(clue.statementStatus);

/** 底稿 取证单 会议纪要 with a number in their description can be pulled. */
const LOCATED = /\d{3,}|〔\d{4}〕|\d{1,2}月|第?\d+号/u;

function bestEvidence(clue: Clue): string {
  let best = 'NONE';
  for (const item of clue.evidence) {
    if (item.hasFile) return 'FILE';
    if (item.docNo || LOCATED.test(item.desc ?? '')) best = 'CITED';
    else if (best === 'NONE') best = 'DESCRIBED';
  }
  return best;
}

/** EVID 凭据可循: attached or officially established; cited so that it can be pulled; a person who knows; described only. */
export function evidence(clue: Clue, text: TextFacts): Level {
  const listed = bestEvidence(clue);
  if (listed === 'FILE') return level('EVID.FILE', 'evidence');
  const numbered = clue.docNumbers.some((doc) => PULLABLE.has(doc.kind));
  const papers = numbered || listed === 'CITED' || Boolean(clue.audit?.reportNo || clue.audit?.transferNo);
  if (papers && isFinding(clue)) return level('EVID.FINDING', numbered ? 'docNumbers' : 'evidence');
  if (papers || clue.contractNo) return level('EVID.CITED', papers ? 'evidence' : 'contractNo');
  if (text.paper) return level('EVID.CITED', 'summary');
  if ((clue.witnessMentioned ?? 0) > 0) return level('EVID.WITNESS', 'witnessMentioned');
  if (text.witness) return level('EVID.WITNESS', 'summary');
  if (listed === 'DESCRIBED') return level('EVID.DESCRIBED', 'evidence');
  return text.proof ? level('EVID.DESCRIBED', 'summary') : level('EVID.NONE');
}

/** SRC 来源可靠: an official finding, else who reports, else by which channel it came. */
export function source(clue: Clue): Level {
  if (isFinding(clue)) return level('SRC.FINDING', 'statementStatus');
  const { informant } = clue;
  if (informant?.class === 'R2' && informant.verified) return level('SRC.VERIFIED', 'informant');
  const name = SOURCE_LEVELS.get(informant?.class ?? clue.sourceChannel) ?? 'UNKNOWN';
  return level(`SRC.${name}`, informant ? 'informant' : 'sourceChannel');
}
