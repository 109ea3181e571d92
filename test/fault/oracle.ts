import { DEPARTMENTS } from '#libs/embedded';
import { AppError } from '#libs/kernel';
import type { Reads } from '#libs/persistence';
import { verifyAudit } from '#libs/security';
import { AGGREGATOR, adapterOf, SERVICES } from '../stack/services.js';
import { count } from '../stack/sums.js';
import type { Arena } from './arena.js';
import { pause } from './chance.js';
import type { Sender } from './sender.js';

/** What was counted, and what does not fit. */
export interface Findings {
  counts: Record<string, number>;
  /** One line for each promise that was not kept. */
  broken: string[];
}

/** What a scenario did beside sending. */
export interface Deeds {
  /** Messages put on the topics that must be set aside. */
  poison?: number;
  /** Whether the topics were emptied, so that what was sent before is not in them. */
  topicsEmptied?: boolean;
}

interface Adapter {
  name: string;
  records: { id: string; version: number; source: string }[];
  outbox: { id: string; state: string; aggregateid: string; type: string }[];
}

/** Longest time without any change until the services count as being at rest. */
const STILL_MS = 25_000;

/** Waits until everything has arrived and is linked, or until nothing moves any more. Gives whether all of it arrived. */
export async function rest(arena: Arena, mostMs = 240_000): Promise<boolean> {
  let seen = '';
  let since = performance.now();
  const end = since + mostMs;
  let calm = 0;
  while (performance.now() < end) {
    const now = await waitsNow(arena);
    const text = JSON.stringify(now);
    if (text !== seen) [seen, since] = [text, performance.now()];
    calm = Array.isArray(now) && now.every((number) => number === 0) ? calm + 1 : 0;
    if (calm >= 3) return true;
    if (performance.now() - since > STILL_MS) return false;
    await pause(500);
  }
  return false;
}

/** What waits, or the code of why that cannot be seen at this moment: a killed server comes back, and that is movement too. */
async function waitsNow(arena: Arena): Promise<number[] | string> {
  try {
    return await waits(arena);
  } catch (error) {
    if (error instanceof AppError) return error.code;
    // What the broker's client throws; anything that is a mistake of ours is not waited for.
    if (error instanceof Error && error.name.startsWith('KafkaJS')) return error.name;
    throw error;
  }
}

/** What is still on its way: events not sent, not received, records not in a matter, messages whose offset is not committed. */
async function waits(arena: Arena): Promise<number[]> {
  let unsent = 0;
  let events = 0;
  for (const department of DEPARTMENTS) {
    await (await arena.database(adapterOf(department))).read(async (reads) => {
      unsent += await count(reads, `outbox WHERE state = 'NEW'`);
      events += await count(reads, `outbox WHERE state <> 'TOO_LONG'`);
    });
  }
  const ends = await arena.ends();
  const lag = ends.filter(({ low, high, committed }) => high > low && committed !== high).length;
  return (await arena.database(AGGREGATOR)).read(async (reads) => [
    unsent,
    Math.max(0, events - (await count(reads, 'inbox'))),
    await count(
      reads,
      `record LEFT JOIN cluster_member USING (record_id) WHERE state = 'ACTIVE' AND cluster_member.record_id IS NULL`,
    ),
    lag,
  ]);
}

/** Counts everything where it stands, and compares. */
export async function checkAll(arena: Arena, sender: Sender, deeds: Deeds = {}): Promise<Findings> {
  const found: Findings = { counts: {}, broken: [] };
  const adapters = await Promise.all(DEPARTMENTS.map((department) => readAdapter(arena, adapterOf(department))));
  checkReceipts(found, sender, adapters);
  await checkTopics(found, arena, adapters, deeds);
  await checkAggregator(found, arena, adapters, deeds.poison ?? 0);
  found.counts.deliveries = sender.deliveries;
  expect(
    found,
    found.counts.manifests === sender.deliveries,
    `${found.counts.manifests} deliveries known of ${sender.deliveries} sent, each as often as it took`,
  );
  for (const name of SERVICES) {
    const report = await (await arena.database(name)).read((reads) => verifyAudit(reads, []));
    expect(found, report.brokenAt === undefined, `${name}: audit trail broken at ${report.brokenAt}`);
  }
  return found;
}

async function readAdapter(arena: Arena, name: string): Promise<Adapter> {
  return (await arena.database(name)).read(async (reads) => ({
    name,
    records: (
      await reads.query<{ record_id: string; version: number; source_record_id: string }>(
        'SELECT record_id, version, source_record_id FROM intake_record',
      )
    ).map((row) => ({ id: row.record_id, version: Number(row.version), source: row.source_record_id })),
    outbox: await reads.query('SELECT id, state, aggregateid, type FROM outbox'),
  }));
}

function checkReceipts({ counts, ...found }: Findings, sender: Sender, adapters: readonly Adapter[]): void {
  const { sent, accepted, refused, invalid } = sender.rows;
  Object.assign(counts, {
    sent,
    accepted,
    refused,
    invalid,
    unanswered: sender.unanswered,
    refusals: sender.failed.length,
  });
  const all = { counts, ...found };
  expect(all, accepted + refused + invalid === sent, `accepted + refused + invalid ≠ sent`);
  const kept = new Set(
    DEPARTMENTS.flatMap((department) =>
      (adapters.find(({ name }) => name === adapterOf(department))?.records ?? []).map(
        ({ source, version }) => `${department.code} ${source} ${version}`,
      ),
    ),
  );
  const lost = [...sender.promised.keys()].filter((key) => !kept.has(key));
  const records = adapters.flatMap(({ records: own }) => own);
  Object.assign(counts, { receipts: sender.promised.size, records: records.length });
  expect(all, lost.length === 0, `${lost.length} receipts without a record, e.g. ${lost[0]}`);
  expect(all, kept.size === records.length, 'a record stands twice in an adapter');
}

/** Every record has its event; every event that counts as sent is on its topic; nothing else is there. */
async function checkTopics(found: Findings, arena: Arena, adapters: readonly Adapter[], deeds: Deeds): Promise<void> {
  const { counts } = found;
  const outbox = adapters.flatMap((adapter) => adapter.outbox);
  const sent = outbox.filter(({ state }) => state === 'SENT');
  const messages = await arena.messages();
  const ids = messages.map(({ value }) => idOf(value));
  const onTopics = new Set(ids.filter((id) => id !== undefined));
  counts.outboxNew = outbox.filter(({ state }) => state === 'NEW').length;
  counts.outboxSent = sent.length;
  counts.messages = messages.length;
  counts.messageIds = onTopics.size;
  expect(found, counts.outboxNew === 0, `${counts.outboxNew} events were never sent`);
  for (const { name, records, outbox: events } of adapters) {
    const ofRecords = events.filter(({ type }) => !type.includes('batch-manifest')).length;
    expect(found, ofRecords === records.length, `${name}: ${records.length} records, ${ofRecords} events of them`);
  }
  if (!deeds.topicsEmptied) {
    const missing = sent.filter(({ id }) => !onTopics.has(id)).length;
    expect(found, missing === 0, `${missing} events count as sent and are on no topic`);
  }
  const known = new Set(outbox.map(({ id }) => id));
  const strange = [...onTopics].filter((id) => !known.has(id as string)).length;
  expect(found, strange === 0 || deeds.poison !== undefined, `${strange} events on the topics that no outbox has`);
  expect(found, known.size === outbox.length, 'an event stands twice in the outboxes');
}

function idOf(value: Buffer | null): string | undefined {
  try {
    return (JSON.parse(value?.toString() ?? '') as { id?: string }).id;
  } catch {
    return undefined;
  }
}

async function checkAggregator(
  found: Findings,
  arena: Arena,
  adapters: readonly Adapter[],
  poison: number,
): Promise<void> {
  const { counts } = found;
  const db = await arena.database(AGGREGATOR);
  const stored = await db.read(async (reads) => ({
    inbox: await column(reads, 'SELECT event_id AS v FROM inbox'),
    versions: await column(
      reads,
      `SELECT CONCAT(record_id, ' ', version) AS v FROM record_version WHERE event_type <> 'BATCH_MANIFEST'`,
    ),
    sources: await column(reads, `SELECT CONCAT(department, ' ', source_record_id) AS v FROM record`),
    active: await column(reads, `SELECT record_id AS v FROM record WHERE state = 'ACTIVE'`),
    members: await column(reads, 'SELECT record_id AS v FROM cluster_member'),
    held: await column(reads, 'SELECT event_id AS v FROM quarantine'),
    matters: await column(reads, 'SELECT matter_id AS v FROM matter'),
    manifests: await count(reads, 'batch_manifest'),
    olds: await count(
      reads,
      `record r WHERE version < (SELECT MAX(version) FROM record_version v WHERE v.record_id = r.record_id)`,
    ),
  }));
  for (const [name, list] of Object.entries(stored)) counts[name] = Array.isArray(list) ? list.length : list;
  const events = new Set(adapters.flatMap(({ outbox }) => outbox.map(({ id }) => id)));
  const inbox = new Set(stored.inbox);
  const absent = [...events].filter((id) => !inbox.has(id)).length;
  expect(found, absent === 0, `${absent} events have not arrived in the inbox`);
  expect(found, inbox.size === events.size + poison, `inbox ${inbox.size} ≠ events ${events.size} + poison ${poison}`);
  expect(found, stored.held.length === poison, `quarantine ${stored.held.length} ≠ poison ${poison}`);
  const records = new Set(adapters.flatMap(({ records: own }) => own.map(({ id, version }) => `${id} ${version}`)));
  const versions = new Set(stored.versions);
  const without = [...records].filter((key) => !versions.has(key)).length;
  expect(found, without === 0, `${without} accepted versions have no effect`);
  expect(found, versions.size === stored.versions.length, 'a version took effect twice');
  expect(found, versions.size === records.size, `effects ${versions.size} ≠ accepted versions ${records.size}`);
  expect(found, new Set(stored.sources).size === stored.sources.length, 'a source record stands twice');
  expect(found, stored.olds === 0, `${stored.olds} records show an old version`);
  const members = new Set(stored.members);
  const outside = stored.active.filter((id) => !members.has(id)).length;
  expect(found, outside === 0, `${outside} records are in no matter`);
  expect(found, stored.members.length === stored.active.length, 'members of matters ≠ records');
}

function expect({ broken }: Findings, holds: boolean, otherwise: string): void {
  if (!holds) broken.push(otherwise);
}

async function column(reads: Reads, sql: string): Promise<string[]> {
  return (await reads.query<{ v: string }>(sql)).map(({ v }) => v);
}
