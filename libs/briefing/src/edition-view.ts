import type { CluePerson, TeamMember } from '#libs/contracts';
import type { BriefingMatter, BriefingRecord, DepartmentReply, Edition, PacketInput } from './input.js';
import type { OwnUnit } from './persons.js';
import { onlyCounts, type RankedMatter, rankMatters } from './rank.js';
import { matterTitle } from './titles.js';

/** A matter as one edition sees it. */
export interface ViewItem extends RankedMatter {
  no: number;
  label: string;
  title: string;
  /** All records, in order of department and number. */
  records: BriefingRecord[];
  /** Records of which something is said. */
  content: BriefingRecord[];
  /** T03 code that the matter is filed under, empty when none is known. */
  discipline: string;
  domain: string;
}

/** What one edition may know. Everything printed comes from here, so what is left out can show nowhere. */
export interface EditionView {
  edition: Edition;
  input: PacketInput;
  /** Matters that are ranked and printed. */
  items: ViewItem[];
  /** Matters found untrue: short lines for the leader, a count for the meeting. */
  cleared: ViewItem[];
  /** Matters that only count. */
  counted: ViewItem[];
  /** AVOID, leader edition only. */
  avoided: { matter: BriefingMatter; records: BriefingRecord[] }[];
  /** All records that the edition may count. */
  records: BriefingRecord[];
  own: OwnUnit;
  itemsOfPerson(member: TeamMember): { item: ViewItem; person: CluePerson }[];
}

/** Main discipline of a matter: the gravest among its records' first ones. */
const DISCIPLINE_ORDER = '134256';

type Reach = 'AVOID' | 'LEADER_ONLY' | 'GENERAL';

/** Reach of one record. 初核 and 立案 are covert whatever the record says of itself. */
function reachOf({ clue }: BriefingRecord): Reach {
  if (clue.handling === 'AVOID' || clue.statementStatus === 'PRELIM' || clue.statementStatus === 'FILED')
    return 'AVOID';
  return clue.handling === 'LEADER_ONLY' ? 'LEADER_ONLY' : 'GENERAL';
}

/** The most restrictive record governs its matter: the letter beside a covert check would give it away. */
function reachOfMatter(matter: BriefingMatter, records: readonly BriefingRecord[]): Reach {
  const all = [matter.handling, ...records.map(reachOf)];
  return all.includes('AVOID') ? 'AVOID' : all.includes('LEADER_ONLY') ? 'LEADER_ONLY' : 'GENERAL';
}

function mainDiscipline(content: readonly BriefingRecord[]): string {
  let best = '';
  for (const { clue } of content) {
    const first = clue.discipline[0] ?? '';
    const rank = DISCIPLINE_ORDER.indexOf(first);
    if (first && rank >= 0 && (best === '' || rank < DISCIPLINE_ORDER.indexOf(best))) best = first;
  }
  return best;
}

function mainDomain(content: readonly BriefingRecord[]): string {
  const known = content.find(({ clue }) => clue.domain !== 'D99');
  return (known ?? content[0])?.clue.domain ?? 'D99';
}

const byDepartmentAndNumber = (a: BriefingRecord, b: BriefingRecord): number => {
  const left = `${a.department}\u0000${a.sourceRecordId}\u0000${a.recordId}`;
  const right = `${b.department}\u0000${b.sourceRecordId}\u0000${b.recordId}`;
  return left < right ? -1 : left > right ? 1 : 0;
};

function ownUnit({ unit }: PacketInput): OwnUnit {
  return { unitId: unit.unitId, names: new Set([unit.name, ...unit.aliases.map(({ alias }) => alias)]) };
}

interface Sorted {
  open: RankedMatter[];
  avoided: RankedMatter[];
  reach: Map<string, Reach>;
}

/** Parts matters into those the edition prints and those it keeps quiet about. */
function sortOut(
  input: PacketInput,
  edition: Edition,
  recordsOf: (matter: BriefingMatter) => BriefingRecord[],
): Sorted {
  const sorted: Sorted = { open: [], avoided: [], reach: new Map() };
  for (const ranked of rankMatters(input.matters, input.records)) {
    const reach = reachOfMatter(ranked.matter, recordsOf(ranked.matter));
    sorted.reach.set(ranked.matter.matterId, reach);
    if (reach === 'AVOID') {
      if (edition === 'leader') sorted.avoided.push(ranked);
    } else if (edition === 'leader' || (reach === 'GENERAL' && !(edition === 'member' && ranked.cleared)))
      sorted.open.push(ranked);
  }
  return sorted;
}

/** Numbers matters in rank order, those for the leader alone in a series of their own. */
function numbered(
  sorted: Sorted,
  recordsOf: (matter: BriefingMatter) => BriefingRecord[],
  make: ItemMaker,
): ViewItem[] {
  const next = { GENERAL: 0, LEADER_ONLY: 0, CLEARED: 0, COUNTED: 0 };
  return sorted.open.map((ranked) => {
    const reach = sorted.reach.get(ranked.matter.matterId) === 'LEADER_ONLY' ? 'LEADER_ONLY' : 'GENERAL';
    const series = ranked.cleared ? 'CLEARED' : ranked.tier === 9 ? 'COUNTED' : reach;
    next[series] += 1;
    return make(ranked, recordsOf(ranked.matter), `${SERIES[series]}${next[series]}`, next[series]);
  });
}

const SERIES = { GENERAL: '事项', LEADER_ONLY: '组长专阅事项', CLEARED: '了结事项', COUNTED: '统计事项' };

type ItemMaker = (ranked: RankedMatter, records: BriefingRecord[], label: string, no: number) => ViewItem;

const itemMaker =
  (edition: Edition, own: OwnUnit): ItemMaker =>
  (ranked, records, label, no) => {
    const content = records.filter((record) => !onlyCounts(record));
    const spoken = content.length > 0 ? content : records;
    return {
      ...ranked,
      no,
      label,
      records,
      content,
      title: matterTitle(ranked.matter, content, edition, own),
      discipline: mainDiscipline(spoken),
      domain: mainDomain(spoken),
    };
  };

/** Items by the names of the people in them, so that the team table needs no scan per member. */
function personIndex(items: readonly ViewItem[]): Map<string, { item: ViewItem; person: CluePerson }[]> {
  const index = new Map<string, { item: ViewItem; person: CluePerson }[]>();
  for (const item of items)
    for (const { clue } of item.content)
      for (const person of clue.persons) {
        if (!person.name || person.masked || person.isTeamMember === false) continue;
        const found = index.get(person.name);
        if (found) found.push({ item, person });
        else index.set(person.name, [{ item, person }]);
      }
  return index;
}

/** Records of no matter that the edition may count. */
function looseRecords(input: PacketInput, edition: Edition): BriefingRecord[] {
  const placed = new Set(input.matters.flatMap(({ records }) => records));
  const open = (record: BriefingRecord): boolean => {
    const reach = reachOf(record);
    return reach === 'GENERAL' || (reach === 'LEADER_ONLY' && edition === 'leader');
  };
  return input.records.filter((record) => !placed.has(record.recordId) && open(record)).sort(byDepartmentAndNumber);
}

/** That a department has replied tells of restricted records when these are all it sent. */
const openReply = (reply: DepartmentReply): DepartmentReply => reply.openly ?? reply;

/** Chooses what the edition may know of the input. */
export function editionView(input: PacketInput, edition: Edition): EditionView {
  const byId = new Map(input.records.map((record) => [record.recordId, record]));
  const recordsOf = (matter: BriefingMatter): BriefingRecord[] =>
    matter.records
      .map((id) => byId.get(id))
      .filter((record) => record !== undefined)
      .sort(byDepartmentAndNumber);
  const own = ownUnit(input);
  const sorted = sortOut(input, edition, recordsOf);
  const all = numbered(sorted, recordsOf, itemMaker(edition, own));
  const items = all.filter(({ tier }) => tier !== 9);
  const people = personIndex(items);
  return {
    edition,
    input: edition === 'leader' ? input : { ...input, departments: input.departments.map(openReply) },
    items,
    cleared: all.filter(({ cleared }) => cleared),
    counted: all.filter(({ tier, cleared }) => tier === 9 && !cleared),
    avoided: sorted.avoided.map(({ matter }) => ({ matter, records: recordsOf(matter) })),
    records: [...all.flatMap(({ records }) => records), ...looseRecords(input, edition)],
    own,
    itemsOfPerson: (member) => people.get(member.name) ?? [],
  };
}
