import type { HubEvent } from '#libs/contracts';
import { type Clock, derivedId } from '#libs/kernel';
import type { Arrival } from '#libs/messaging';
import type { Database, Row, Statements } from '#libs/persistence';
import { contractBreach } from './contract-breach.js';
import { applyEvents } from './event-effects.js';

/** A message under the id by which the inbox knows it; `code` says why it is set aside. */
export interface Judged {
  id: string;
  arrival: Arrival;
  code?: string;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/**
 * Takes messages in. An event's id and its effect are written in one transaction, so that redelivery changes nothing.
 * A message that does not keep the contract goes to quarantine (code, digest, place) in the same transaction, and the rest goes on.
 */
export class EventIngest {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws whatever an effect throws: then nothing of the batch is kept */
  handle(topic: string, arrivals: readonly Arrival[]): Promise<void> {
    const at = this.clock.now().toISOString();
    const judged = arrivals.map((arrival) => judge(topic, arrival));
    return this.db.transaction((statements) => takeIn(statements, topic, judged, at));
  }
}

/** Says of a message what the inbox calls it, and whether it may have an effect. */
export function judge(topic: string, arrival: Arrival): Judged {
  const breach = arrival.fault ?? breachOf(topic, arrival.event);
  // Of what breaks the contract the id is not believed either: it could be that of another's event, which would then never be taken.
  if (breach !== undefined) return { id: poisonId(arrival), arrival, code: breach };
  const id = (arrival.event as HubEvent).id.toLowerCase();
  return { id, arrival, ...(arrival.failure === undefined ? {} : { code: arrival.failure }) };
}

/** Writes inbox rows, effects and quarantine rows of what the inbox does not know yet. */
export async function takeIn(
  statements: Statements,
  topic: string,
  judged: readonly Judged[],
  at: string,
): Promise<void> {
  await statements.holdRow('ingest_gate', 'topic', topic);
  const fresh = await unseen(statements, judged);
  await settleAwaited(statements, fresh);
  await statements.insert(
    'inbox',
    fresh.map(({ id }) => ({ event_id: id, received_at: at })),
  );
  const sound = fresh.filter(({ code }) => code === undefined).map(({ arrival }) => arrival.event as HubEvent);
  if (sound.length > 0) await applyEvents(statements, sound, at);
  await statements.insert(
    'quarantine',
    fresh.flatMap((one) => (one.code === undefined ? [] : [quarantineRow(topic, one, one.code, at)])),
  );
}

/** A message that a decision waits for has come, sound or not: its old row has served its purpose. */
async function settleAwaited(statements: Statements, fresh: readonly Judged[]): Promise<void> {
  const claimed = fresh.flatMap(({ arrival }) => claimedId(arrival.event) ?? []);
  if (claimed.length === 0) return;
  const marks = claimed.map(() => '?').join(',');
  await statements.query(`DELETE FROM quarantine WHERE claimed_id IN (${marks}) AND state = 'AWAITED'`, claimed);
}

/** What is kept of a message that was set aside: nothing of its content. */
const quarantineRow = (topic: string, { id, arrival }: Judged, code: string, at: string): Row => ({
  event_id: id,
  topic,
  code,
  digest: arrival.digest,
  quarantined_at: at,
  state: 'HELD',
  place_partition: arrival.position?.partition ?? null,
  place_offset: arrival.position?.offset ?? null,
  claimed_id: claimedId(arrival.event) ?? null,
});

/** A check that itself breaks (nesting beyond the stack) has found something that is no event. */
function breachOf(topic: string, event: HubEvent | null): string | undefined {
  try {
    return contractBreach(topic, event as HubEvent);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return 'E-CONTRACT';
    throw error;
  }
}

/** Known by its place, so that each has a row of its own; without a place by its content. */
const poisonId = (arrival: Arrival): string =>
  arrival.position
    ? derivedId('poison', arrival.topic, String(arrival.position.partition), arrival.position.offset)
    : derivedId('poison', arrival.topic, arrival.digest);

function claimedId(event: HubEvent | null): string | undefined {
  const id: unknown = event?.id;
  return typeof id === 'string' && UUID.test(id) ? id.toLowerCase() : undefined;
}

async function unseen(statements: Statements, judged: readonly Judged[]): Promise<Judged[]> {
  const byId = new Map<string, Judged>();
  for (const one of judged) if (!byId.has(one.id)) byId.set(one.id, one);
  if (byId.size === 0) return [];
  const marks = [...byId].map(() => '?').join(',');
  const seen = await statements.query<{ event_id: string }>(`SELECT event_id FROM inbox WHERE event_id IN (${marks})`, [
    ...byId.keys(),
  ]);
  for (const { event_id } of seen) byId.delete(event_id);
  return [...byId.values()];
}
