import { carriedKeys, type Edge, type Epoch, type LinkChanges, type Linked, type Model } from '#libs/linkage';
import type { Row, Statements } from '#libs/persistence';
import { packed, relationName } from './link-store.js';
import { groupBy } from './registry.js';
import { removeFrom, rowsFor, select } from './rows-for.js';

/** Rows that are made and written together. */
const PAGE = 2000;

/** Writes what a step changed, but for clusters. `seen` holds what readers may see of each record that was read again. */
export async function writeChanges(
  statements: Statements,
  changes: LinkChanges,
  seen: ReadonlyMap<string, string>,
  model: string,
): Promise<void> {
  const gone = changes.gone.map(({ recordId }) => recordId);
  const former = new Map(
    (await select(statements, 'link_record', 'record_id', gone)).map((row) => [row.record_id, String(row.seen)]),
  );
  await removeFrom(statements, 'link_record', 'record_id', gone);
  const placed = new Set(changes.linked.map(({ place }) => place));
  const left = changes.gone.filter(({ place }) => !placed.has(place)).map(({ place }) => place);
  await removeFrom(statements, 'link_features', 'place', left);
  const held = new Set(changes.gone.map(({ place }) => place));
  await statements.insert(
    'link_record',
    changes.linked.map((linked) => recordRow(linked, seen.get(linked.recordId) ?? former.get(linked.recordId) ?? '')),
  );
  await statements.insert('link_features', changes.linked.filter(({ place }) => !held.has(place)).map(featuresRow));
  await writeKeyChanges(statements, changes);
  await writeEdgeChanges(statements, changes.edges, model);
}

async function writeKeyChanges(statements: Statements, { keys, crowds }: LinkChanges): Promise<void> {
  for (const [place, rows] of groupBy(keys.removed, (row) => row.place)) {
    const hashes = rows.map(({ key }) => key);
    await rowsFor(statements, hashes, (marks) => `DELETE FROM link_key WHERE place = ? AND key_hash IN (${marks})`, [
      place,
    ]);
  }
  await insertKeys(statements, keys.added);
  await removeFrom(statements, 'link_crowd', 'key_hash', [...crowds.keys()]);
  await statements.insert(
    'link_crowd',
    [...crowds].flatMap(([key_hash, crowd]) =>
      crowd ? [{ key_hash, carriers: crowd.carriers, first_record: crowd.first }] : [],
    ),
  );
}

/** In the order of the table's key: rows that lie side by side are written far faster. */
async function insertKeys(statements: Statements, rows: { key: number; place: number }[]): Promise<void> {
  rows.sort((x, y) => x.key - y.key || x.place - y.place);
  await statements.insert(
    'link_key',
    rows.map(({ key, place }) => ({ key_hash: key, place })),
  );
}

async function writeEdgeChanges(
  statements: Statements,
  { added, removed }: LinkChanges['edges'],
  model: string,
): Promise<void> {
  for (const edges of groupBy(removed, (edge) => `${edge.a}|${relationName(edge)}`).values()) {
    const [first] = edges as [Edge, ...Edge[]];
    const others = edges.map(({ b }) => b);
    const fixed = [first.a, relationName(first)];
    await rowsFor(
      statements,
      others,
      (marks) => `DELETE FROM edge WHERE record_a = ? AND relation = ? AND record_b IN (${marks})`,
      fixed,
    );
  }
  await statements.insert(
    'edge',
    added.map((edge) => edgeRow(edge, model)),
  );
}

/** Writes all links anew: those of a whole set under a new epoch. `written` is told the records done. */
export async function writeAllLinks(
  statements: Statements,
  linked: readonly Linked[],
  edges: readonly Edge[],
  seen: ReadonlyMap<string, string>,
  epoch: Epoch,
  model: Model,
  written: (records: number) => void,
): Promise<void> {
  for (const table of ['link_record', 'link_features', 'link_key', 'link_crowd', 'edge'])
    await statements.query(`DELETE FROM ${table}`);
  for (let start = 0; start < linked.length; start += PAGE) {
    const page = linked.slice(start, start + PAGE);
    await statements.insert(
      'link_record',
      page.map((item) => recordRow(item, seen.get(item.recordId) ?? '')),
    );
    await statements.insert('link_features', page.map(featuresRow));
    await insertKeys(
      statements,
      page.flatMap((item) => carriedKeys(item, epoch).map(({ hash }) => ({ key: hash, place: item.place }))),
    );
    written(Math.min(start + PAGE, linked.length));
  }
  await writeCrowds(statements, model.cap);
  for (let start = 0; start < edges.length; start += PAGE)
    await statements.insert(
      'edge',
      edges.slice(start, start + PAGE).map((edge) => edgeRow(edge, model.version)),
    );
}

/** Keys that more records carry than the cap, with the smallest of them. */
async function writeCrowds(statements: Statements, cap: number): Promise<void> {
  const dead = await statements.query<{ key_hash: number }>(
    'SELECT key_hash FROM link_key GROUP BY key_hash HAVING COUNT(*) > ?',
    [cap],
  );
  await rowsFor(
    statements,
    dead.map(({ key_hash }) => key_hash),
    (marks) => `INSERT INTO link_crowd (key_hash, carriers, first_record)
      SELECT k.key_hash, COUNT(*), MIN(r.record_id) FROM link_key k JOIN link_record r ON r.place = k.place
      WHERE k.key_hash IN (${marks}) GROUP BY k.key_hash`,
  );
}

const recordRow = ({ recordId, place, contentKey, representative }: Linked, seen: string): Row => ({
  record_id: recordId,
  place,
  content_key: contentKey,
  representative,
  seen,
});

const featuresRow = ({ place, features }: Linked): Row => ({ place, features: packed(features) });

const edgeRow = (edge: Edge, model: string): Row => ({
  record_a: edge.a,
  record_b: edge.b,
  relation: relationName(edge),
  score: edge.score,
  anchor: edge.anchor ? 1 : 0,
  veto: edge.veto ?? null,
  reason: edge.reason,
  model,
});

/** Writes the rows of `table` (`key` and one other column) that differ from what it holds, and removes those of `gone`. */
export async function writeMembers(
  statements: Statements,
  [table, column]: readonly [string, string],
  held: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): Promise<void> {
  const changed = [...now].filter(([id, value]) => held.get(id) !== value);
  const gone = [...held.keys()].filter((id) => !now.has(id));
  await removeFrom(statements, table, 'record_id', [
    ...gone,
    ...changed.map(([id]) => id).filter((id) => held.has(id)),
  ]);
  await statements.insert(
    table,
    changed.map(([record_id, value]) => ({ record_id, [column]: value })),
  );
}
