import { type Clue, codesOf, codeTable, type Finding, type SourceFields } from '#libs/contracts';
import { FULL_TEXT_LIMIT, type TextClue } from '#libs/text';
import { DIFFERING } from './assemble.js';

const labelsOf = (rows: readonly SourceFields[], fields: readonly string[]): string[] => [
  ...new Set(rows.flatMap((row) => fields.flatMap((field) => row.list(field)))),
];

/** Labels that say that there is nothing. */
const NOTHING: ReadonlySet<string> = new Set(['无', '否', '不涉及']);

/** Disciplines and offences of all persons, by the ledger's labels; what no label says is read from the text. */
export function naturesOf(
  rows: readonly SourceFields[],
  text: TextClue,
  warnings: Finding[],
): Pick<Clue, 'discipline' | 'offence'> {
  const said = labelsOf(rows, ['violation']).filter((label) => !NOTHING.has(label));
  const isOffence = (label: string): boolean =>
    codeTable('T03').find(label) === undefined && codeTable('T04').find(label) !== undefined;
  const disciplines = said.filter((label) => !isOffence(label));
  const discipline = codesOf('T03', disciplines, 'violation', warnings);
  const offences = [...said.filter(isOffence), ...labelsOf(rows, ['dutyOffence', 'otherOffence'])];
  const offence = codesOf(
    'T04',
    offences.filter((label) => !NOTHING.has(label)),
    'dutyOffence',
    warnings,
  );
  return {
    discipline: discipline.length > 0 ? discipline : text.discipline,
    offence: offence.length > 0 ? offence : text.offence,
  };
}

/** Remarks on a record as a whole: a text too long to keep, rows of one code that say different things. */
export function recordWarnings(fields: SourceFields, text: string): Finding[] {
  const warnings: Finding[] = [];
  if (text.length > FULL_TEXT_LIMIT)
    warnings.push({
      code: 'W-TEXT-LONG',
      field: 'mainClue',
      message: `正文超过${FULL_TEXT_LIMIT}字，只保留摘要`,
      remedy: '请在正文中写明要点后重新报送',
    });
  for (const field of fields.list(DIFFERING))
    warnings.push({
      code: 'W-GROUP-DIFFERS',
      field,
      message: '同一编码各行内容不一致，采用第一行',
      remedy: '请核对同一编码各行，除人员信息外应当一致',
    });
  return warnings;
}
