import { matterIdOf } from '#libs/linkage';

/** A matter before or after words are written. */
export interface Cluster {
  matterId: string;
  members: string[];
  /** Independent origins: corroboration. */
  origins: number;
}

/** Matters that words change: those that go, those that come. Matters that stay as they are stand in neither. */
export interface ClusterChange {
  before: Cluster[];
  after: Cluster[];
}

/** Counts independent origins of a set of records under given roots. */
export type CountOrigins = (members: readonly string[], roots: ReadonlyMap<string, string>) => number;

interface Divided {
  clusters: readonly (readonly string[])[];
  roots: ReadonlyMap<string, string>;
}

/** What differs between two partitions of the same records: in members, or in the number of origins. */
export function changeBetween(before: Divided, after: Divided, count: CountOrigins): ClusterChange {
  const told = ({ clusters, roots }: Divided): Map<string, Cluster> =>
    new Map(
      clusters.map((members) => {
        const origins = count(members, roots);
        return [`${[...members].join()} ${origins}`, { matterId: matterIdOf(members), members: [...members], origins }];
      }),
    );
  const [was, is] = [told(before), told(after)];
  const only = (these: Map<string, Cluster>, those: Map<string, Cluster>): Cluster[] =>
    [...these].filter(([key]) => !those.has(key)).map(([, cluster]) => cluster);
  return { before: only(was, is), after: only(is, was) };
}

/** Some matter would have more independent origins than any of those its records come from: it would look better proved. */
export function raisesCorroboration({ before, after }: ClusterChange): boolean {
  return after.some(({ members, origins }) => {
    const inside = new Set(members);
    const sources = before.filter((cluster) => cluster.members.some((id) => inside.has(id)));
    return origins > Math.max(0, ...sources.map((cluster) => cluster.origins));
  });
}

/** Number of matters of one unit before and after. */
export interface UnitLines {
  unitId: string;
  before: number;
  after: number;
  /** Of these, the matters that change. */
  changed: { before: string[]; after: string[] };
}

/**
 * Lines of the packets that `change` touches. `unitsOf` names the units whose packets print a record,
 * `linesNow` how many matters each of them has at present.
 */
export function unitLines(
  { before, after }: ClusterChange,
  unitsOf: (recordId: string) => readonly string[],
  linesNow: (unitId: string) => number,
): UnitLines[] {
  const matters = (clusters: readonly Cluster[]): Map<string, string[]> => {
    const found = new Map<string, string[]>();
    for (const { matterId, members } of clusters)
      for (const unit of new Set(members.flatMap((id) => unitsOf(id))))
        found.set(unit, [...(found.get(unit) ?? []), matterId].sort());
    return found;
  };
  const [was, is] = [matters(before), matters(after)];
  return [...new Set([...was.keys(), ...is.keys()])].sort().map((unitId) => {
    const changed = { before: was.get(unitId) ?? [], after: is.get(unitId) ?? [] };
    const now = linesNow(unitId);
    return { unitId, before: now, after: now - changed.before.length + changed.after.length, changed };
  });
}
