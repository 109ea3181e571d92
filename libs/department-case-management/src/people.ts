import { type CluePerson, type ClueUnit, codeOf, type Finding, type SourceFields } from '#libs/contracts';
import { splitNames, splitUnitAndPost } from '#libs/text';

export interface People {
  units: ClueUnit[];
  persons: CluePerson[];
  /** Digests of ID numbers by index of `persons`; the numbers themselves stay with the department. */
  idHashes: Record<string, string>;
}

const TEAM = /党(?:组|委|工委|总支)(?:书记|副书记|成员|委员)|班子成员/u;
const MONTH = /^(\d{4})(?:[-./年]?)(0?[1-9]|1[0-2])(?!\d{3})/u;

/** `YYYY-MM` of 1975-03-14, 1975.03, 1975年3月 or 197503; nothing else. */
export function yearMonth(raw: string | undefined): string | undefined {
  const [, year, month] = MONTH.exec(raw ?? '') ?? [];
  return year === undefined || month === undefined ? undefined : `${year}-${month.padStart(2, '0')}`;
}

function personOf(row: SourceFields, warnings: Finding[]): CluePerson {
  const raw = row.text('reflectedName') ?? '';
  const [name] = splitNames(raw);
  const place = row.text('unitAndPost');
  const split = place === undefined ? {} : splitUnitAndPost(place);
  const person: CluePerson = { raw: raw.slice(0, 100), roleInMatter: 'REFLECTED' };
  if (name !== undefined) person.name = name.name.slice(0, 50);
  if (name?.masked) person.masked = true;
  const values = {
    sourceKey: row.text('personCode')?.slice(0, 64),
    unitRaw: (split.unit ?? (split.post === undefined ? place : undefined))?.slice(0, 200),
    postRaw: split.post?.slice(0, 200),
    postNorm: split.postNorm?.slice(0, 100),
    birthYearMonth: yearMonth(row.text('birthYearMonth')),
    rank: codeOf('T08', row.text('rankLevel') ?? row.text('rank'), 'rank', warnings),
    isFirstLeader: codeOf('T09', row.text('firstLeaderDetail') ?? row.text('firstLeader'), 'firstLeader', warnings),
    supervisedClass: codeOf('T13', row.text('supervisedClass'), 'supervisedClass', warnings),
    politicalStatus: row.flag('isPartyMember') === true ? '01' : undefined,
    isTeamMember: split.post !== undefined && TEAM.test(split.post) ? true : undefined,
  };
  for (const [key, value] of Object.entries(values)) if (value !== undefined) Object.assign(person, { [key]: value });
  return person;
}

/** Persons and units of the rows of one clue: a row marked 是否单位 is a unit, all others are persons, each once. */
export function peopleOf(rows: readonly SourceFields[], warnings: Finding[]): People {
  const units = new Set<string>();
  const persons: CluePerson[] = [];
  const idHashes: Record<string, string> = {};
  const seen = new Set<string>();
  for (const row of rows) {
    if (row.flag('isUnit') === true) {
      units.add((row.text('reflectedName') ?? row.text('unitAndPost') ?? '').slice(0, 200));
      continue;
    }
    const person = personOf(row, warnings);
    if (person.unitRaw !== undefined) units.add(person.unitRaw);
    const key = `${person.sourceKey ?? ''}|${person.raw}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const idHash = row.text('idNumberHash');
    if (idHash !== undefined) idHashes[persons.length] = idHash;
    persons.push(person);
  }
  return { units: [...units].slice(0, 50).map((raw) => ({ raw, role: 'REFLECTED' })), persons, idHashes };
}

/** Management authority (T09b) of the clue: the highest among its persons. */
export function authorityOf(rows: readonly SourceFields[], warnings: Finding[]): string | undefined {
  const codes = rows.map((row) => codeOf('T09b', row.text('authority'), 'authority', warnings));
  return codes.filter((code) => code !== undefined).sort()[0];
}
