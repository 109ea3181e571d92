import type { HubEvent } from '#libs/contracts';
import { AppError, type Clock, derivedId, sha256 } from '#libs/kernel';
import type { Database, Row, Statements } from '#libs/persistence';
import { contractBreach } from './contract-breach.js';
import { applyEvents } from './event-effects.js';

/** An event under the id by which the inbox knows it. */
interface Arrived {
  id: string;
  event: HubEvent;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/**
 * Takes events in. An event's id and its effect are written in one transaction, so that redelivery changes nothing.
 * An event that does not keep the contract goes to quarantine (code and digest) in the same transaction, and the rest goes on.
 */
export class EventIngest {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws what is no event's fault (disk full, a missing table): nothing of the batch is kept, and it comes again */
  async handle(topic: string, events: readonly HubEvent[]): Promise<void> {
    const arrived = events.map((event) => ({ id: inboxId(topic, event), event }));
    try {
      await this.take(topic, arrived);
    } catch (error) {
      if (!isEventsFault(error)) throw error;
      for (const one of arrived) await this.takeAlone(topic, one);
    }
  }

  /** Finds the one that fails: the others keep their effect. */
  private async takeAlone(topic: string, one: Arrived): Promise<void> {
    try {
      await this.take(topic, [one]);
    } catch (error) {
      if (!isEventsFault(error)) throw error;
      await this.take(topic, [one], error instanceof AppError ? error.code : 'E-HANDLER');
    }
  }

  /** Takes a batch in one transaction; `fault` sends all of it to quarantine. */
  private take(topic: string, arrived: readonly Arrived[], fault?: string): Promise<void> {
    const at = this.clock.now().toISOString();
    return this.db.transaction(async (statements) => {
      await statements.holdRow('ingest_gate', 'topic', topic);
      const fresh = await unseen(statements, arrived);
      await statements.insert(
        'inbox',
        fresh.map(({ id }) => ({ event_id: id, received_at: at })),
      );
      const sound: HubEvent[] = [];
      const quarantined: Row[] = [];
      for (const { id, event } of fresh) {
        const code = fault ?? contractBreach(topic, event);
        if (code === undefined) sound.push(event);
        else quarantined.push({ event_id: id, topic, code, digest: digestOf(event), quarantined_at: at });
      }
      if (sound.length > 0) await applyEvents(statements, sound, at);
      await statements.insert('quarantine', quarantined);
    });
  }
}

const digestOf = (event: unknown): string => sha256(JSON.stringify(event) ?? '');

/** What has no usable id is known by its content. */
function inboxId(topic: string, event: HubEvent | null): string {
  const id: unknown = event?.id;
  return typeof id === 'string' && UUID.test(id) ? id : derivedId('poison', topic, digestOf(event));
}

const CODE_FAULTS = [TypeError, RangeError, SyntaxError, ReferenceError];

/** True for a failure that would come again with the same event for ever. */
const isEventsFault = (error: unknown): boolean =>
  error instanceof AppError
    ? error.kind === 'invalid' || error.kind === 'conflict'
    : CODE_FAULTS.some((fault) => error instanceof fault);

async function unseen(statements: Statements, arrived: readonly Arrived[]): Promise<Arrived[]> {
  if (arrived.length === 0) return [];
  const byId = new Map(arrived.map((one) => [one.id, one]));
  const marks = [...byId].map(() => '?').join(',');
  const seen = await statements.query<{ event_id: string }>(`SELECT event_id FROM inbox WHERE event_id IN (${marks})`, [
    ...byId.keys(),
  ]);
  for (const { event_id } of seen) byId.delete(event_id);
  return [...byId.values()];
}
