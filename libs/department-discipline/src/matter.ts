import { type ClueAmount, codeOf, codesOf, codeTable, type Finding, type SourceFields } from '#libs/contracts';
import {
  amountKindOf,
  clueAmount,
  FULL_TEXT_LIMIT,
  occurrence,
  parseAmount,
  parseDate,
  type TextClue,
  textClue,
} from '#libs/text';
import { isOutOfScope } from './progress.js';

/** What the text says, with the department's own cells for time and amount in place of what is read from prose. */
export function matterOf(fields: SourceFields, text: string, anchor: string, warnings: Finding[]): TextClue {
  const clue = textClue(text, anchor);
  if (text.length > FULL_TEXT_LIMIT)
    warnings.push({
      code: 'W-TEXT-LONG',
      message: `正文超过${FULL_TEXT_LIMIT}字，只保留摘要`,
      remedy: '请在正文中写明要点后重新报送',
    });
  addOccurrence(clue, fields, anchor, warnings);
  const amount = amountOf(fields, text, warnings);
  if (amount !== undefined) clue.amount = amount;
  return clue;
}

function addOccurrence(clue: TextClue, fields: SourceFields, anchor: string, warnings: Finding[]): void {
  const raw = fields.text('occurredAt');
  if (raw === undefined) return;
  const parsed = parseDate(raw, { anchor });
  if (parsed.precision === 'NONE' || parsed.error !== undefined) {
    warnings.push({
      code: 'W-DATE',
      field: 'occurredAt',
      message: '问题发生时间无法识别或晚于收件日期，按正文判断',
      remedy: '请按“2022年6月”或“2021年至2022年”的样式填写',
    });
    return;
  }
  for (const key of ['occurFrom', 'occurTo', 'occurRelative', 'occurRaw'] as const) delete clue[key];
  Object.assign(clue, occurrence(parsed));
}

function amountOf(fields: SourceFields, text: string, warnings: Finding[]): ClueAmount | undefined {
  const raw = fields.text('amount');
  if (raw === undefined) return undefined;
  const unit = fields.text('amountUnit');
  const known = unit === '元' || unit === '万元' || unit === '亿元';
  const amount = clueAmount(parseAmount(raw, known ? { unit } : {}), amountKindOf(text));
  if (amount === undefined)
    warnings.push({
      code: 'W-AMOUNT',
      field: 'amount',
      message: '涉及金额无法识别，按正文判断',
      remedy: '请填写数字并注明元或万元',
    });
  return amount;
}

/** Discipline and offence codes of the natures written in the row; `outOfScope` when the office marks it so. */
export interface Natures {
  discipline: string[];
  offence: string[];
  outOfScope: boolean;
}

/** Labels first; what no label says is read from the text. */
export function naturesOf(fields: SourceFields, text: TextClue, warnings: Finding[]): Natures {
  const labels = fields.list('problemNature');
  const inScope = labels.filter((label) => !isOutOfScope(label));
  const isOffence = (label: string): boolean =>
    codeTable('T03').find(label) === undefined && codeTable('T04').find(label) !== undefined;
  const natures = inScope.filter((label) => !isOffence(label));
  const discipline = codesOf('T03', natures, 'problemNature', warnings);
  const offences = [...inScope.filter(isOffence), ...fields.list('dutyOffence')];
  const offence = codesOf('T04', offences, 'dutyOffence', warnings);
  return {
    discipline: discipline.length > 0 ? discipline : text.discipline,
    offence: offence.length > 0 ? offence : text.offence,
    outOfScope: inScope.length < labels.length,
  };
}

/** Field of life (T14): the department's own, else by the text. */
export const domainCode = (fields: SourceFields, text: TextClue, warnings: Finding[]): string =>
  codeOf('T14', fields.text('domain'), 'domain', warnings) ?? text.domain;
