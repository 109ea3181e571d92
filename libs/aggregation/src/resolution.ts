import type { Clue, CluePerson, ClueUnit } from '#libs/contracts';
import { surnameLength, type UnitIndex, type UnitMatch } from '#libs/text';
import type { ChooseHeir } from './heirs.js';
import type { RosterPost } from './roster.js';
import { type Period, RosterIndex } from './roster-index.js';

/** What registry and roster make of the names in a clue. A function of the clue and the two tables: same tables, same result. */
export interface Resolution {
  units: ResolvedUnit[];
  persons: ResolvedPerson[];
}

export interface ResolvedUnit {
  raw: string;
  match: UnitMatch;
}

export interface ResolvedPerson {
  raw: string;
  name?: string;
  /** The roster's post at the event time, where one person fits. */
  post?: RosterPost;
  /** The unit that the person is taken to belong to, in its name of now. */
  unitId?: string;
  confidence: number;
  reason: string;
  /** Several roster persons fit: an officer has to choose. */
  candidates: RosterPost[];
}

/** Resolves units and persons of a clue. `division` is the sender's, taken as said where a name has none. */
export function resolveClue(
  clue: Clue,
  registry: UnitIndex,
  roster: RosterIndex,
  division: string,
  chooseHeir: ChooseHeir = () => undefined,
): Resolution {
  const said = clue.originDate ?? clue.receivedDate;
  const period = { from: clue.occurFrom ?? clue.occurTo ?? said, to: clue.occurTo ?? said };
  const text = `${clue.title}\n${clue.summary}`;
  const units = clue.units.map((unit) => {
    const match = resolveUnit(unit, registry, period.to, division);
    return { raw: unit.raw, match: withHeir(match, text, chooseHeir) };
  });
  const place: Place = { units, registry, roster, period, division };
  return { units, persons: clue.persons.map((person) => resolvePerson(person, place)) };
}

/** A body whose functions went to several is continued by the one that has what the matter is about. */
function withHeir(match: UnitMatch, text: string, chooseHeir: ChooseHeir): UnitMatch {
  if (match.unitId === undefined || match.unitNow !== undefined) return match;
  const heir = chooseHeir(
    match.unitId,
    match.candidates.map(({ unitId }) => unitId),
    text,
  );
  return heir === undefined
    ? match
    : { ...match, unitNow: heir, confidence: 0.8, reason: `${match.reason}；本事项职能已归其一` };
}

/** What surrounds a person in a clue. */
interface Place {
  units: readonly ResolvedUnit[];
  registry: UnitIndex;
  roster: RosterIndex;
  period: Period;
  division: string;
}

const resolveUnit = (unit: ClueUnit, registry: UnitIndex, date: string, division: string): UnitMatch =>
  registry.resolve(unit.raw, { date, division, ...(unit.uscc ? { uscc: unit.uscc } : {}) });

/** Units that a person may belong to: the one said of the person, else those of the clue; nothing when the one said is unknown. */
function unitsOf({ unitRaw }: CluePerson, { units, registry, period, division }: Place): string[] {
  const named = unitRaw ? units.filter(({ raw }) => raw === unitRaw) : units;
  if (named.length > 0 || !unitRaw) return named.flatMap(({ match }) => match.unitNow ?? match.unitId ?? []);
  const match = registry.resolve(unitRaw, { date: period.to, division });
  return [match.unitNow ?? match.unitId ?? []].flat();
}

/** 任局长期间, 时任: says when, not which post. */
const WHEN = /^(?:时任|现任|原任|担?任)|(?:期间|任内)$/gu;
const TITLED =
  /^(\p{Script=Han}{1,2}?)((?:常务)?副?(?:局长|主任|书记|镇长|乡长|区长|县长|院长|校长|站长|所长|队长|科长|部长))$/u;

/** Surname and post of somebody without a full name: 王某 with 局长, 老周, 周局长. No surname: told by the post alone. */
function spokenOf({ name, masked, postNorm, postRaw }: CluePerson): { surname: string; said: string } {
  const said = (postNorm ?? postRaw ?? '').replace(WHEN, '');
  const spoken = masked && name ? name.replace(/^[老小大](?=\p{Script=Han}$)/u, '') : '';
  const length = surnameLength(spoken);
  if (length > 0) return { surname: spoken.slice(0, length), said };
  const [, surname = '', post = said] = TITLED.exec(said) ?? [];
  return surname !== '' && surnameLength(surname) === surname.length ? { surname, said: post } : { surname: '', said };
}

function resolvePerson(person: CluePerson, place: Place): ResolvedPerson {
  const { roster, period } = place;
  const units = unitsOf(person, place);
  const base = { raw: person.raw, ...(person.name ? { name: person.name } : {}) };
  const unitId = units[0];
  const chosen = (found: RosterPost[], confidence: number, one: string, many: string, none: string): ResolvedPerson => {
    const [only] = found;
    if (only && found.length === 1)
      return { ...base, post: only, unitId: only.unitId, confidence, reason: one, candidates: [] };
    const reason = found.length > 1 ? many : none;
    return { ...base, ...(unitId ? { unitId } : {}), confidence: 0, reason, candidates: found };
  };
  if (unitId === undefined) return chosen([], 0, '', '', '单位未能对应，不按姓名单独认定');
  if (person.name && !person.masked) {
    const found = roster.named(person.name, units, period);
    return chosen(found, 0.95, '姓名、单位与名册一致', '名册中有多人同名', '名册中没有此人');
  }
  const { surname, said } = spokenOf(person);
  if (!said) return chosen([], 0, '', '', '没有完整姓名和职务');
  const found = roster.holding(said, units, period, surname);
  return chosen(found, 0.8, '由单位和职务在名册中唯一确定', '同一职务有多人', '名册中没有此职务');
}
