import { type CluePerson, type ClueUnit, codeOf, type Finding, type SourceFields } from '#libs/contracts';
import { type ParsedName, splitNames, splitUnitAndPost } from '#libs/text';

/** Names of the department's fields that hold the reflected units and persons. */
export interface SubjectFields {
  unit: string;
  name: string;
  post: string;
  unitRole: ClueUnit['role'];
  personRole: CluePerson['roleInMatter'];
}

export interface Subjects {
  units: ClueUnit[];
  persons: CluePerson[];
}

const TEAM = /党(?:组|委|工委|总支)(?:书记|副书记|成员|委员)|班子成员/u;
const UNIT_WORD = /(?:局|委|办|公司|中心|镇|乡|街道|村|社区|学校|医院|所|站|队|集团|领导|班子)$/u;

/** Posts by person: the whole cell for one person, one part each where the counts agree, else the first person's. */
function postsOf(raw: string | undefined, count: number, warnings: Finding[], field: string): (string | undefined)[] {
  if (raw === undefined) return [];
  if (count <= 1) return [raw];
  for (const separator of [/[；;|\n]+/u, /[、，,]+/u]) {
    const parts = raw.split(separator).map((part) => part.trim());
    if (parts.length === count) return parts;
  }
  warnings.push({
    code: 'W-POST-COUNT',
    field,
    message: '职务个数与姓名个数不一致，仅对应到第一人',
    remedy: '多人请用分号逐一对应填写职务',
  });
  return [raw];
}

function personOf(
  name: ParsedName,
  unit: string | undefined,
  post: string | undefined,
  role: CluePerson['roleInMatter'],
) {
  const postRaw = post ?? name.title;
  const postNorm =
    postRaw === undefined ? undefined : (splitUnitAndPost(`${unit ?? ''}${postRaw}`).postNorm ?? postRaw);
  const person: CluePerson = { raw: name.raw.slice(0, 100), name: name.name.slice(0, 50), roleInMatter: role };
  if (name.masked) person.masked = true;
  if (unit !== undefined) person.unitRaw = unit.slice(0, 200);
  if (postRaw !== undefined) person.postRaw = postRaw.slice(0, 200);
  if (postNorm !== undefined) person.postNorm = postNorm.slice(0, 100);
  if (postRaw !== undefined && TEAM.test(postRaw)) person.isTeamMember = true;
  return person;
}

/** Units and persons that the row reports, several in one cell parted. A cell of names that holds a unit gives a unit. */
export function subjectsOf(fields: SourceFields, names: SubjectFields, warnings: Finding[]): Subjects {
  const parts = fields.list(names.unit).map((raw) => ({ raw, ...splitUnitAndPost(raw) }));
  const units = parts.map(({ raw, unit }) => (unit ?? raw).slice(0, 200));
  const persons: ParsedName[] = [];
  for (const name of splitNames(fields.text(names.name) ?? '')) {
    if (UNIT_WORD.test(name.raw)) units.push(name.raw.slice(0, 200));
    else persons.push(name);
  }
  const posts = postsOf(fields.text(names.post) ?? parts[0]?.post, persons.length, warnings, names.post);
  const people = persons
    .slice(0, 100)
    .map((name, index) =>
      personOf(name, units.length === persons.length ? units[index] : units[0], posts[index], names.personRole),
    );
  const [only] = people;
  if (only !== undefined && people.length === 1) addStanding(only, fields, warnings);
  return {
    units: [...new Set(units)].slice(0, 50).map((raw) => ({ raw, role: names.unitRole })),
    persons: people,
  };
}

/** Rank, first-leader state and political status describe one person; with several names nobody knows whom. */
function addStanding(person: CluePerson, fields: SourceFields, warnings: Finding[]): void {
  const rank = codeOf('T08', fields.text('reportedRank'), 'reportedRank', warnings);
  const first = codeOf('T09', fields.text('firstLeader'), 'firstLeader', warnings);
  const political = codeOf('T12', fields.text('politicalStatus'), 'politicalStatus', warnings);
  if (rank !== undefined) person.rank = rank;
  if (first !== undefined) person.isFirstLeader = first;
  if (political !== undefined) person.politicalStatus = political;
}
