import type { HubConfig } from '#libs/config';
import type { Hub } from '#libs/embedded';
import { adjustedRand, Chance, type Generated, type GeneratedRecord, type Partition } from '#libs/evaluation';
import { newId } from '#libs/kernel';
import { readLinked, recordIds } from './linked-hub.js';
import { deliver, loadOffice, withTemporaryHub } from './temporary-hub.js';

/** Records that are taken in again in other orders: the property is the engine's, so that few will do. */
const RECORDS = 400;
const ORDERS = 3;
/** Matters that are split and restored. */
const SPLITS = 10;

export interface Stability {
  /** 1 − the least adjusted Rand index between orders of arrival. */
  orderGap: number;
  /** Every split that an officer takes back gives the former matters again. */
  undoExact: boolean;
}

/** The matters of one order: delivered in three parts, linked after each. */
async function arrive(hub: Hub, { office }: Generated, records: readonly GeneratedRecord[]): Promise<Partition> {
  await loadOffice(hub, office);
  const part = Math.ceil(records.length / 3);
  for (let start = 0; start < records.length; start += part) {
    await deliver(hub, records.slice(start, start + part), () => {});
    await hub.settle();
  }
  return (await readLinked(hub)).matters;
}

async function decide(
  hub: Hub,
  pairs: readonly [string, string][],
  kind: 'CANNOT' | 'REVOKE',
  second: number,
): Promise<void> {
  const decided_at = new Date(hub.clock.now().getTime() + 1000 * second).toISOString();
  const rows = pairs.map(([record_a, record_b]) => ({
    decision_id: newId(),
    record_a,
    record_b,
    kind,
    reason: '评测',
    officer: hub.config.submittedBy,
    second_officer: null,
    decided_at,
  }));
  await hub.db.transaction((statements) => statements.insert('decision', rows));
  await hub.settle();
}

/** The first two records of the first matters that have several. */
function someCouples(matters: Partition): [string, string][] {
  const members = new Map<string, string[]>();
  for (const [record, matter] of [...matters].sort(([x], [y]) => (x < y ? -1 : 1)))
    members.set(matter, [...(members.get(matter) ?? []), record]);
  return [...members.values()]
    .filter(({ length }) => length > 1)
    .slice(0, SPLITS)
    .map(([a, b]) => [a as string, b as string]);
}

const text = (matters: Partition): string => JSON.stringify([...matters].sort());

async function undoes(hub: Hub, before: Partition): Promise<boolean> {
  const couples = someCouples(before);
  await decide(hub, couples, 'CANNOT', 1);
  const apart = (await readLinked(hub)).matters;
  await decide(hub, couples, 'REVOKE', 2);
  const after = (await readLinked(hub)).matters;
  return couples.every(([a, b]) => apart.get(a) !== apart.get(b)) && text(after) === text(before);
}

/** Takes the first records of a set in anew, in several orders, and takes decisions back. */
export async function stabilityOf(config: HubConfig, generated: Generated, seed: number): Promise<Stability> {
  const records = generated.records.slice(0, RECORDS);
  const chance = new Chance(seed);
  let straight: Partition | undefined;
  let least = 1;
  let undoExact = true;
  for (let order = 0; order < ORDERS; order++) {
    const mixed = order === 0 ? records : chance.shuffled(records);
    await withTemporaryHub(config, async (hub) => {
      const matters = await arrive(hub, generated, mixed);
      // Ids are derived from the departments' numbers, so that they are the same in every hub.
      if ((await recordIds(hub)).size !== records.length) throw new Error('records were lost on the way');
      if (straight) least = Math.min(least, adjustedRand(straight, matters));
      else {
        straight = matters;
        undoExact = await undoes(hub, matters);
      }
    });
  }
  return { orderGap: 1 - least, undoExact };
}
