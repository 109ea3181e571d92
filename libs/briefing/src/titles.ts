import { type Clue, codeTable } from '#libs/contracts';
import type { BriefingMatter, BriefingRecord, Edition } from './input.js';
import { isInvolved, type OwnUnit, personLabel, redactNames } from './persons.js';
import { amountText, firmness, listed } from './wording.js';

/** True where the facts would name their author: only the object that can be checked may be printed. */
export const isSmallCircle = ({ clue }: BriefingRecord): boolean => clue.informant?.smallCircle === true;

/** Audit findings may print their title: it is the office's own. */
export const hasOfficialTitle = (record: BriefingRecord): boolean =>
  record.clue.statementStatus === 'AUDIT_FOUND' && !isSmallCircle(record);

/** Project, contract or field: what can be looked up without knowing who reported it. */
export function checkableObject(clue: Clue): string {
  if (clue.project) return `“${clue.project}”`;
  if (clue.contractNo) return `合同（${clue.contractNo}）`;
  return `${codeTable('T14').label(clue.domain)}领域`;
}

/** A charge named as a field of facts, not as guilt: 受贿罪 → 受贿. */
const chargeWord = (code: string): string => codeTable('T04').label(code).replace(/罪$/u, '');

/** Kind of problem from codes: field (unless the project tells it) and charge, content class or discipline. Quotes nothing. */
export function problemOf(clue: Clue): string {
  const field = clue.domain === 'D99' || clue.project ? '' : `${codeTable('T14').label(clue.domain)}领域`;
  if (clue.audit?.problemType) return `${codeTable('T06').label(clue.audit.problemType)}问题`;
  if (clue.offence[0]) return `${field}${chargeWord(clue.offence[0])}方面问题`;
  if (clue.petition?.contentCode) return `${codeTable('T05c').label(clue.petition.contentCode)}方面问题`;
  if (clue.discipline[0]) return `${field}${codeTable('T03').label(clue.discipline[0])}方面问题`;
  return field ? `${field}有关问题` : '有关问题';
}

/** People the clue is about, as the edition may print them; empty when only the unit is named. */
export function partiesOf(clue: Clue, edition: Edition, own: OwnUnit): string {
  const labels = clue.persons.filter(isInvolved).map((person) => personLabel(person, edition, own));
  return listed([...new Set(labels)], 3, '人');
}

/** Parties, or the unit below this one that the clue names. */
export function subjectOf(clue: Clue, edition: Edition, own: OwnUnit): string {
  const parties = partiesOf(clue, edition, own);
  if (parties) return parties;
  const other = clue.units.find(
    ({ raw, role, unitId }) => role !== 'RECTIFYING' && unitId !== own.unitId && !own.names.has(raw),
  );
  return other?.raw ?? '';
}

/** Title and amount of an official finding. */
export function officialTitle(record: BriefingRecord, edition: Edition): string {
  const title = redactNames(record.clue.title, [record], edition);
  const amount = amountText(record.clue);
  if (!amount || title.includes(amount)) return title;
  return /[款金费]$/u.test(title) ? `${title}${amount}` : `${title}，涉及${amount}`;
}

const strongest = (records: readonly BriefingRecord[]): BriefingRecord | undefined =>
  records.reduce<BriefingRecord | undefined>(
    (best, record) =>
      best === undefined ||
      firmness(record.clue.statementStatus) > firmness(best.clue.statementStatus) ||
      (firmness(record.clue.statementStatus) === firmness(best.clue.statementStatus) && record.score > best.score)
        ? record
        : best,
    undefined,
  );

/** A letter reports, a check finds; what a court or a check has settled needs no verb. */
const TITLE_VERBS: Partial<Record<string, string>> = { ALLEGED: '反映', FOUND: '发现' };

const isAdvice = ({ docNumbers }: Clue): boolean => docNumbers.some(({ kind }) => kind === 'ADVICE');

/**
 * Title of a matter: the given one, an audit finding's, or one made of codes.
 * A matter with a small-circle record has the checkable object for a title unless an audit names it.
 */
export function matterTitle(
  matter: BriefingMatter,
  content: readonly BriefingRecord[],
  edition: Edition,
  own: OwnUnit,
): string {
  const official = strongest(content.filter(hasOfficialTitle));
  const guarded = content.find(isSmallCircle);
  if (matter.title && !guarded) return redactNames(matter.title, content, edition);
  if (official) return redactNames(official.clue.title, [official], edition);
  if (guarded) return `${checkableObject(guarded.clue)}有关情况`;
  const record = strongest(content);
  if (!record) return '仅供统计的情况';
  const subject = subjectOf(record.clue, edition, own);
  if (!subject && isAdvice(record.clue)) return '检察建议指出的问题';
  const verb = TITLE_VERBS[record.clue.statementStatus] ?? '';
  return `${verb}${subject}${record.clue.project ? `在${checkableObject(record.clue)}中的` : ''}${problemOf(record.clue)}`;
}
