import { type CluePerson, type ClueUnit, codeTable, type Finding } from '#libs/contracts';
import { findPersonNames, findUnits, splitReflected, splitUnitAndPost } from '#libs/text';
import type { LetterRecord } from './letter.record.js';

export interface Reflected {
  units: ClueUnit[];
  persons: CluePerson[];
  /** The cell is empty and the text named the unit. */
  fromText: boolean;
}

/** Unit words of prose that nobody could look up, or that only receive the letter. */
const NOT_REFLECTED = /信访局|巡察|纪委|监委|书记信箱|区委|市委|省委|县委|人民政府$/u;

function rankOf(record: LetterRecord, warnings: Finding[]): { rank?: string } {
  if (!record.reflectedRank) return {};
  const code = codeTable('T08').find(record.reflectedRank)?.code;
  if (!code)
    warnings.push({
      code: 'W-CODE',
      field: 'reflectedRank',
      message: '“被反映人级别”不在代码表T08内，未采用',
      remedy: '请改填代码表T08中的代码或名称',
    });
  return code ? { rank: code } : {};
}

/** Post and rank of the row belong to the person it reports, when it reports one. */
function withStanding(person: CluePerson, record: LetterRecord, warnings: Finding[]): CluePerson {
  const post = record.reflectedPost ?? person.postRaw;
  const norm = post ? splitUnitAndPost(post).postNorm : undefined;
  return {
    ...person,
    ...(post ? { postRaw: post.slice(0, 200) } : {}),
    ...(norm ? { postNorm: norm.slice(0, 100) } : {}),
    ...rankOf(record, warnings),
  };
}

/**
 * Units and persons that a petition reports: from 被反映人或单位; where that cell is empty, the first unit its text names
 * and the names that the scrubber left, as they are on the roster. No unit at all is no fault: the clue stays unassigned.
 */
export function reflectedOf(record: LetterRecord, text: string, warnings: Finding[]): Reflected {
  const cell = record.reflected ? splitReflected(record.reflected) : { units: [], persons: [] };
  const found =
    cell.units.length > 0
      ? cell.units
      : findUnits(text)
          .filter((unit) => !NOT_REFLECTED.test(unit))
          .slice(0, 1);
  const units = found.slice(0, 50).map((raw): ClueUnit => ({ raw: raw.slice(0, 200), role: 'REFLECTED' }));
  const named = cell.persons.length > 0 ? cell.persons : namesIn(text, record.reflected !== undefined);
  const persons = named.slice(0, 100).map(
    (one): CluePerson => ({
      raw: one.raw.slice(0, 100),
      name: one.name.slice(0, 50),
      ...(one.masked ? { masked: true } : {}),
      ...((one.unit ?? units[0]?.raw) ? { unitRaw: (one.unit ?? units[0]?.raw ?? '').slice(0, 200) } : {}),
      ...(one.post ? { postRaw: one.post.slice(0, 200) } : {}),
      roleInMatter: 'REFLECTED',
    }),
  );
  const [only] = persons;
  return {
    units,
    persons: only && persons.length === 1 ? [withStanding(only, record, warnings)] : persons,
    fromText: cell.units.length === 0 && units.length > 0,
  };
}

type Named = ReturnType<typeof splitReflected>['persons'][number];

function namesIn(text: string, cellFilled: boolean): Named[] {
  return cellFilled
    ? []
    : findPersonNames(text)
        .slice(0, 5)
        .map((name) => ({ raw: name, name, masked: false }));
}
