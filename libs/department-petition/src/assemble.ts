import type { RawRow, SourceRecord } from '#libs/contracts';
import { sha256 } from '#libs/kernel';
import { padded } from './purpose.js';
import { SECTION_LETTERS } from './section.record.js';

type Fields = Record<string, unknown>;

const text = (fields: Fields, name: string): string => String(fields[name] ?? '');

/** Words by which offices name the four sections, beside the letter. */
const SECTION_WORDS: readonly [RegExp, string][] = [
  [/^[（(]?一[）)、.]?|领导班子|信访举报/u, 'A'],
  [/^[（(]?二[）)、.]?|责任制|工作责任/u, 'B'],
  [/^[（(]?三[）)、.]?|苗头|倾向/u, 'C'],
  [/^[（(]?四[）)、.]?|建议关注|重要事项/u, 'D'],
];

function sectionLetter(raw: string): string {
  const plain = raw.normalize('NFKC').trim().toUpperCase();
  const letter = SECTION_LETTERS.find((one) => plain === one || new RegExp(`^${one}[、.\\s类项]`, 'u').test(plain));
  return letter ?? SECTION_WORDS.find(([pattern]) => pattern.test(raw))?.[1] ?? raw;
}

/** A section line has no number of its own: its key is what names it (its text, when nothing else does) and, for equal lines, how often it was said before. */
function sections(rows: readonly RawRow[]): SourceRecord[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const section = sectionLetter(text(row.fields, 'section'));
    const told = ['unit', 'itemNo', 'title', 'period', 'periodFrom', 'periodTo', 'contentCode'];
    const named = row.fields.itemNo !== undefined || row.fields.title !== undefined;
    const said = [...told, ...(named ? [] : ['text'])].map((name) => text(row.fields, name));
    const digest = sha256([section, ...said].join('\u001f')).slice(0, 24);
    const count = (seen.get(digest) ?? 0) + 1;
    seen.set(digest, count);
    const key = count > 1 ? `${digest}-${count}` : digest;
    return { kind: row.kind, places: [row.place], fields: { ...row.fields, section, key }, absent: row.absent };
  });
}

/** Each row is a record. A petition also learns how often it was registered again in the same delivery, and when last. */
export function assemble(rows: RawRow[]): SourceRecord[] {
  const letters = rows.filter((row) => row.kind === 'letters');
  const repeats = new Map<string, { count: number; last: string }>();
  for (const { fields } of letters) {
    const first = text(fields, 'repeatOf');
    if (!first || first === text(fields, 'petitionNo')) continue;
    const day = text(fields, 'petitionDate') || text(fields, 'registeredAt');
    const known = repeats.get(first) ?? { count: 0, last: '' };
    repeats.set(first, { count: known.count + 1, last: [known.last, day].sort().at(-1) ?? day });
  }
  const records = letters.map((row): SourceRecord => {
    const again = repeats.get(text(row.fields, 'petitionNo')) ?? repeats.get(text(row.fields, 'petitionId'));
    const fields: Fields = {
      ...row.fields,
      ...(row.fields.purpose === undefined ? {} : { purpose: padded(text(row.fields, 'purpose')) }),
      ...(again ? { repeats: again.count, ...(again.last ? { lastRepeat: again.last } : {}) } : {}),
    };
    return { kind: row.kind, places: [row.place], fields, absent: row.absent };
  });
  return [...records, ...sections(rows.filter((row) => row.kind === 'sections'))];
}
