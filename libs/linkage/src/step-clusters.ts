import { matterIdOf } from './batch.js';
import { clusterSteps, type OriginPair } from './cluster.js';
import { comparePair } from './compare.js';
import type { LinkChanges, Linked, LinkMemory } from './link-memory.js';
import type { Model } from './model.js';
import { originRoots } from './origin.js';
import { isBond } from './pair-edges.js';
import type { Turn } from './step-contents.js';
import type { EdgeChanges } from './step-edges.js';
import type { Edge, Epoch, PairDecision, PairScore } from './types.js';
import { UnionFind } from './union-find.js';

/** What was linked, with the step's own changes on top. */
class View {
  constructor(
    private readonly memory: LinkMemory,
    private readonly turns: ReadonlyMap<string, Turn>,
    private readonly changes: EdgeChanges,
  ) {}

  async byRecord(ids: readonly string[]): Promise<Linked[]> {
    const held = await this.memory.byRecord(ids.filter((id) => !this.turns.has(id)));
    return [...held, ...ids.flatMap((id) => this.turns.get(id)?.after ?? [])];
  }

  /** Records behind each representative, itself among them. */
  async behind(representatives: readonly string[]): Promise<Map<string, string[]>> {
    const held = await this.memory.behind(representatives);
    const groups = new Map(representatives.map((id): [string, Set<string>] => [id, new Set(held.get(id))]));
    for (const [id, { before, after }] of this.turns) {
      if (before) groups.get(before.representative)?.delete(id);
      if (after) groups.get(after.representative)?.add(id);
    }
    return new Map([...groups].map(([id, members]) => [id, [...members].sort()]));
  }

  async edges(ids: readonly string[]): Promise<Edge[]> {
    const wanted = new Set(ids);
    const name = ({ type, a, b }: Edge): string => `${type}|${a}|${b}`;
    const gone = new Set(this.changes.removed.map(name));
    const held = (await this.memory.edges(ids)).filter((edge) => !gone.has(name(edge)));
    return [...held, ...this.changes.added.filter(({ a, b }) => wanted.has(a) || wanted.has(b))];
  }
}

interface Neighbourhood {
  /** Representatives that may form clusters among themselves. */
  components: string[][];
  stands: Map<string, Linked>;
  behind: Map<string, string[]>;
  edges: Edge[];
  representativeOf: Map<string, string>;
}

/** Everything that hangs together with `seeds` by bonds, contents and officers' MUST. */
async function neighbourhood(
  view: View,
  seeds: readonly string[],
  decisions: readonly PairDecision[],
  model: Model,
): Promise<Neighbourhood> {
  const found: Neighbourhood = {
    components: [],
    stands: new Map(),
    behind: new Map(),
    edges: [],
    representativeOf: new Map(),
  };
  const edges = new Map<string, Edge>();
  const musts = mustPartners(decisions);
  let frontier = new Set((await view.byRecord(seeds)).map(({ representative }) => representative));
  while (frontier.size > 0) {
    for (const linked of await view.byRecord([...frontier])) found.stands.set(linked.recordId, linked);
    const behind = await view.behind([...frontier]);
    for (const [representative, ids] of behind) {
      found.behind.set(representative, ids);
      for (const id of ids) found.representativeOf.set(id, representative);
    }
    const ids = [...behind.values()].flat();
    const next = new Set<string>(ids.flatMap((id) => musts.get(id) ?? []));
    for (const edge of await view.edges(ids)) {
      edges.set(`${edge.type}|${edge.a}|${edge.b}`, edge);
      if (isBond(edge, model)) next.add(edge.a).add(edge.b);
    }
    const fresh = [...next].filter((id) => !found.representativeOf.has(id));
    frontier = new Set((await view.byRecord(fresh)).map(({ representative }) => representative));
  }
  found.edges = [...edges.values()];
  found.components = componentsOf(found, musts, model);
  return found;
}

function mustPartners(decisions: readonly PairDecision[]): Map<string, string[]> {
  const partners = new Map<string, string[]>();
  for (const { a, b, kind } of decisions)
    if (kind === 'MUST') {
      partners.set(a, [...(partners.get(a) ?? []), b]);
      partners.set(b, [...(partners.get(b) ?? []), a]);
    }
  return partners;
}

function componentsOf(
  { stands, edges, representativeOf }: Neighbourhood,
  musts: ReadonlyMap<string, string[]>,
  model: Model,
): string[][] {
  const sets = new UnionFind([...stands.keys()]);
  const join = (a: string, b: string): void => {
    const x = representativeOf.get(a);
    const y = representativeOf.get(b);
    if (x !== undefined && y !== undefined) sets.union(x, y);
  };
  for (const edge of edges) if (isBond(edge, model)) join(edge.a, edge.b);
  for (const [a, partners] of musts) for (const b of partners) join(a, b);
  return sets.groups();
}

/** Clusters and origins of everything that the step may have changed. */
export async function clusterChangesOf(
  memory: LinkMemory,
  turns: ReadonlyMap<string, Turn>,
  edges: EdgeChanges,
  redecided: readonly string[],
  decisions: readonly PairDecision[],
  epoch: Epoch,
  model: Model,
): Promise<Pick<LinkChanges, 'clusters' | 'origins' | 'clashes'>> {
  const view = new View(memory, turns, edges);
  const ends = [...edges.added, ...edges.removed].flatMap(({ a, b }) => [a, b]);
  const seeds = new Set([...turns.keys(), ...redecided, ...ends]);
  const found = await neighbourhood(view, [...seeds], decisions, model);
  const known = decisions.filter(({ a, b }) => found.representativeOf.has(a) && found.representativeOf.has(b));
  const score: PairScore = (a, b) =>
    comparePair((found.stands.get(a) as Linked).features, (found.stands.get(b) as Linked).features, epoch, model);
  const clusters: LinkChanges['clusters'] = [];
  const clashes: LinkChanges['clashes'] = [];
  const inside = insideComponents(found, known, model);
  for (const [at, component] of found.components.entries()) {
    const { origins, decided, bonds } = inside[at] as Inside;
    const result = clusterSteps(component, score, decided, origins, model, bonds);
    clashes.push(...result.clashes);
    for (const stands of result.clusters) {
      const members = stands.flatMap((id) => found.behind.get(id) ?? [id]).sort();
      clusters.push({ id: matterIdOf(members), members });
    }
  }
  return { clusters, clashes, origins: rootsOf(found, decisions) };
}

interface Inside {
  origins: OriginPair[];
  decided: PairDecision[];
  bonds: Edge[];
}

/** Origin edges between representatives, decisions and bonds, each with the component that holds both ends. */
function insideComponents(
  { components, edges, representativeOf }: Neighbourhood,
  known: readonly PairDecision[],
  model: Model,
): Inside[] {
  const inside = components.map((): Inside => ({ origins: [], decided: [], bonds: [] }));
  const home = new Map(components.flatMap((ids, at) => ids.map((id): [string, number] => [id, at])));
  for (const edge of edges) {
    const { type, a, b, relation } = edge;
    const [x, y] = [representativeOf.get(a) ?? '', representativeOf.get(b) ?? ''];
    const at = home.get(x);
    if (x === y || at === undefined || at !== home.get(y)) continue;
    if (type === 'ORIGIN') inside[at]?.origins.push({ a: x, b: y, relation });
    else if (isBond(edge, model)) inside[at]?.bonds.push(edge);
  }
  for (const pair of known) {
    const at = home.get(pair.a);
    if (at !== undefined && at === home.get(pair.b)) inside[at]?.decided.push(pair);
  }
  return inside;
}

function rootsOf({ edges, representativeOf }: Neighbourhood, decisions: readonly PairDecision[]): Map<string, string> {
  const barred = new Set(
    decisions.filter(({ kind }) => kind !== 'MUST').flatMap(({ a, b }) => [`${a}|${b}`, `${b}|${a}`]),
  );
  const records = [...representativeOf.keys()].map((recordId) => ({ recordId }));
  return originRoots(
    records,
    edges.filter(({ type, a, b }) => type === 'ORIGIN' && !barred.has(`${a}|${b}`)),
  );
}
