import type { Clue, DepartmentCode } from '#libs/contracts';
import { UnionFind } from './union-find.js';

export interface MatterMember {
  recordId: string;
  clue: Clue;
  department: DepartmentCode;
}

export interface IndependentOrigins {
  count: number;
  /** Record ids of each independent source, sorted. */
  groups: string[][];
  /** Chinese, one line for each rule that put sources together. */
  rule: string[];
}

/** Departments whose record a record of this channel (T02) goes back to. */
const UPSTREAM: Readonly<Record<string, readonly DepartmentCode[]>> = {
  '01': ['DIS', 'PET'],
  '04': ['AUD'],
  '05': ['PRO'],
};
/** Channels that hand on what an earlier inspection found. */
const INSPECTION: ReadonlySet<string> = new Set(['02', '03']);
const MEDIA = '14';
const QUOTES_MEDIA = /据[^。]{0,12}报道|媒体(?:报道|曝光)|新闻(?:报道|媒体)|网(?:帖|络曝光|上曝光)|报纸刊|电视台/u;
const CHANNEL_NAME: Readonly<Record<string, string>> = { '01': '信访举报', '04': '审计移送', '05': '司法机关移送' };

const isAnonymous = ({ clue, department }: MatterMember): boolean =>
  (department === 'DIS' || department === 'PET') && clue.informant?.anonymous === true;

class Sources {
  private readonly sets: UnionFind;
  readonly rules = new Set<string>();

  constructor(
    readonly members: readonly MatterMember[],
    roots: ReadonlyMap<string, string>,
  ) {
    this.sets = new UnionFind(members.map(({ recordId }) => recordId));
    const first = new Map<string, string>();
    for (const { recordId } of members) {
      const root = roots.get(recordId) ?? recordId;
      const held = first.get(root);
      if (held === undefined) first.set(root, recordId);
      else this.sets.union(held, recordId);
    }
  }

  join(ids: readonly string[], rule: string): void {
    const [first, ...rest] = ids;
    if (first === undefined) return;
    for (const id of rest)
      if (this.sets.find(first) !== this.sets.find(id)) {
        this.sets.union(first, id);
        this.rules.add(rule);
      }
  }

  groups(): string[][] {
    return this.sets.groups();
  }

  /** True where the source of `member` already holds a record of one of the departments. */
  holds(member: MatterMember, departments: readonly DepartmentCode[]): boolean {
    const root = this.sets.find(member.recordId);
    return this.members.some(
      (other) => departments.includes(other.department) && other !== member && this.sets.find(other.recordId) === root,
    );
  }
}

/** A record whose channel names an earlier handler goes back to that handler's record, number or not. */
function followChannels(sources: Sources): void {
  for (const member of sources.members) {
    const upstream = UPSTREAM[member.clue.sourceChannel];
    if (member.department !== 'CMG' && !(member.department === 'DIS' && member.clue.sourceChannel !== '01')) continue;
    if (!upstream || sources.holds(member, upstream)) continue;
    const from =
      upstream
        .map((department) => sources.members.find((other) => other.department === department && other !== member))
        .find((other) => other !== undefined) ?? undefined;
    if (from)
      sources.join(
        [from.recordId, member.recordId],
        `案管线索来源为${CHANNEL_NAME[member.clue.sourceChannel]}，与来源部门记录同源`,
      );
  }
  for (const [channel, name] of Object.entries(CHANNEL_NAME)) {
    const orphans = sources.members.filter(
      (member) =>
        member.department === 'CMG' &&
        member.clue.sourceChannel === channel &&
        !sources.holds(member, UPSTREAM[channel] ?? []),
    );
    sources.join(
      orphans.map(({ recordId }) => recordId),
      `来源同为${name}，未见来件，按一处来源计`,
    );
  }
}

/** A reference to another department's paper, though the number does not fit: handed on all the same. */
function followReferences(sources: Sources): void {
  for (const member of sources.members)
    for (const { dept, relation } of member.clue.externalRefs) {
      const upstream = sources.members.find((other) => other !== member && other.department === dept);
      if (
        relation === 'RECEIVED_FROM' &&
        upstream &&
        upstream.department !== member.department &&
        !sources.holds(member, [upstream.department])
      )
        sources.join([upstream.recordId, member.recordId], '转办件与来件部门记录同源');
    }
}

function followMedia(sources: Sources): void {
  for (const news of sources.members.filter(({ clue }) => clue.sourceChannel === MEDIA)) {
    const later = sources.members.filter(
      ({ clue }) =>
        clue.receivedDate >= news.clue.receivedDate &&
        QUOTES_MEDIA.test(`${clue.summary}${clue.protected.fullText ?? ''}`),
    );
    sources.join([news.recordId, ...later.map(({ recordId }) => recordId)], '转引媒体报道，不另计来源');
  }
}

/**
 * How many sources speak for a matter independently of each other.
 * Begins with the roots of origin edges; then one auditor repeating itself, records that were handed on,
 * quoted news and unconfirmed anonymous letters are put together. The order of `members` is of no account.
 */
export function independentOrigins(
  members: readonly MatterMember[],
  roots: ReadonlyMap<string, string>,
): IndependentOrigins {
  const sorted = [...members].sort((x, y) => (x.recordId < y.recordId ? -1 : 1));
  const sources = new Sources(sorted, roots);
  const idsOf = (test: (member: MatterMember) => boolean): string[] =>
    sorted.filter(test).map(({ recordId }) => recordId);
  sources.join(
    idsOf(({ department }) => department === 'AUD'),
    '同一审计机关多次指出，按一处来源计',
  );
  sources.join(
    idsOf(
      ({ department, clue }) => (department === 'CMG' || department === 'DIS') && INSPECTION.has(clue.sourceChannel),
    ),
    '来源同为巡视巡察移交，按一处来源计',
  );
  followReferences(sources);
  followChannels(sources);
  followMedia(sources);
  const anonymous = sources
    .groups()
    .filter((group) => sorted.filter(({ recordId }) => group.includes(recordId)).every((member) => isAnonymous(member)))
    .map((group) => group[0] as string);
  sources.join(anonymous, '匿名件未经人工确认，按一处来源计');
  const groups = sources.groups();
  return { count: groups.length, groups, rule: [...sources.rules].sort() };
}
