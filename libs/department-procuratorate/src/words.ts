import { csvRows, readProjectFile } from '#libs/kernel';

const ROWS = csvRows(readProjectFile('libs/department-procuratorate/data/words.csv'));
const TABLES = new Map<string, Map<string, string>>();
for (const row of ROWS) {
  const table = TABLES.get(row.kind ?? '') ?? new Map<string, string>();
  table.set(row.word ?? '', row.value ?? '');
  TABLES.set(row.kind ?? '', table);
}

/** What `word` means in the list `kind` (recordKind, stage, verb, docKind, nonProsecution, discipline), or nothing. */
export const meaningOf = (kind: string, word: string | undefined): string | undefined =>
  word === undefined ? undefined : TABLES.get(kind)?.get(word.normalize('NFKC').replace(/\s+/gu, ''));

export const RECORD_KINDS = ['起诉', '不起诉', '检察建议', '公益诉讼', '监督线索', '其他'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** Kinds whose record is a document with a number of its own. */
export const DOCUMENT_KINDS: ReadonlySet<string> = new Set(['起诉', '不起诉', '检察建议', '公益诉讼']);

export const STAGES = ['审查逮捕', '审查起诉', '起诉', '判决'] as const;
export type Stage = (typeof STAGES)[number];
