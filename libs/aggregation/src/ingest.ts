import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import {
  type Clue,
  type EventData,
  type HubEvent,
  type NilReturn,
  PAYLOAD_CLASSES,
  type RectificationUpdate,
  type SituationNote,
  type UnitProfile,
} from '#libs/contracts';
import { type Clock, sha256 } from '#libs/kernel';
import type { Database, Row, Statements } from '#libs/persistence';

/**
 * Takes events in. An event's id and its effect are written in one transaction, so that redelivery changes nothing.
 * An event that does not keep the contract goes to quarantine (code and digest) in the same transaction, and the rest goes on.
 */
export class EventIngest {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async handle(topic: string, events: readonly HubEvent[]): Promise<void> {
    const at = this.clock.now().toISOString();
    await this.db.transaction(async (statements) => {
      const fresh = await unseen(statements, events);
      await statements.insert(
        'inbox',
        fresh.map((event) => ({ event_id: event.id, received_at: at })),
      );
      const quarantined: Row[] = [];
      for (const event of fresh) {
        const code = contractBreach(event);
        if (code === undefined) await apply(statements, event, at);
        else {
          const digest = sha256(JSON.stringify(event));
          quarantined.push({ event_id: event.id, topic, code, digest, quarantined_at: at });
        }
      }
      await statements.insert('quarantine', quarantined);
    });
  }
}

async function unseen(statements: Statements, events: readonly HubEvent[]): Promise<HubEvent[]> {
  const byId = new Map(events.map((event) => [event.id, event]));
  const marks = [...byId].map(() => '?').join(',');
  const seen = await statements.query<{ event_id: string }>(`SELECT event_id FROM inbox WHERE event_id IN (${marks})`, [
    ...byId.keys(),
  ]);
  for (const { event_id } of seen) byId.delete(event_id);
  return [...byId.values()];
}

/** Error code of an event that breaks the contract, or nothing. */
function contractBreach(event: HubEvent): string | undefined {
  const payloadClass = PAYLOAD_CLASSES[event.data?.eventType];
  if (!payloadClass) return 'E-EVENT-TYPE';
  if (!event.data.schemaVersion?.startsWith('1.')) return 'E-SCHEMA-VERSION';
  const instance = plainToInstance(payloadClass as new () => object, event.data.payload);
  const errors = validateSync(instance, { forbidUnknownValues: true, stopAtFirstError: true });
  return errors.length > 0 ? `E-PAYLOAD-${errors[0]?.property ?? ''}`.slice(0, 40) : undefined;
}

async function apply(statements: Statements, event: HubEvent, at: string): Promise<void> {
  const { data, subject: recordId } = event;
  const newest = await newestVersion(statements, recordId);
  await statements.insert('record_version', [
    {
      record_id: recordId,
      version: data.sourceVersion,
      event_type: data.eventType,
      event_id: event.id,
      batch_id: data.batchId ?? null,
      payload: JSON.stringify(data.payload),
      received_at: at,
    },
  ]);
  // The newest version by the department's count wins, whatever arrived first.
  if (data.sourceVersion >= newest) await effects[data.eventType](statements, recordId, data, at);
}

async function newestVersion(statements: Statements, recordId: string): Promise<number> {
  const [row] = await statements.query<{ v: number | null }>(
    'SELECT MAX(version) AS v FROM record_version WHERE record_id = ?',
    [recordId],
  );
  return Number(row?.v ?? 0);
}

type Effect = (statements: Statements, recordId: string, data: EventData, at: string) => Promise<void>;

/** A record that was withdrawn stays known, in state WITHDRAWN, and takes part in nothing. */
const withdraw: Effect = async (statements, recordId, _data, at) => {
  await statements.query(`UPDATE record SET state = 'WITHDRAWN', updated_at = ? WHERE record_id = ?`, [at, recordId]);
  await statements.query('DELETE FROM situation_note WHERE record_id = ?', [recordId]);
};

const takeClue: Effect = async (statements, recordId, data, at) => {
  const clue = data.payload as Clue;
  // A row that was statistics in an earlier version (its purpose was corrected) is a clue now.
  await statements.query('DELETE FROM situation_note WHERE record_id = ?', [recordId]);
  await replace(statements, 'record', 'record_id', {
    record_id: recordId,
    department: data.sourceDept,
    source_record_id: data.sourceRecordId,
    version: data.sourceVersion,
    state: 'ACTIVE',
    clue: JSON.stringify(clue),
    received_date: clue.receivedDate,
    updated_at: at,
  });
};

const takeNote: Effect = async (statements, recordId, data, at) => {
  const note = data.payload as SituationNote;
  await statements.query(`UPDATE record SET state = 'WITHDRAWN', updated_at = ? WHERE record_id = ?`, [at, recordId]);
  await replace(statements, 'situation_note', 'record_id', {
    record_id: recordId,
    department: data.sourceDept,
    source_record_id: data.sourceRecordId,
    version: data.sourceVersion,
    kind: note.kind,
    unit_raw: note.units[0]?.raw ?? null,
    unit_id: null,
    note: JSON.stringify(note),
  });
};

const takeNil: Effect = async (statements, recordId, data) => {
  const payload = data.payload as NilReturn;
  await replace(statements, 'nil_return', 'record_id', {
    record_id: recordId,
    department: data.sourceDept,
    version: data.sourceVersion,
    unit_id: payload.unit.unitId ?? null,
    payload: JSON.stringify(payload),
    signed_by: data.approvedBy,
  });
};

const takeRectification: Effect = async (statements, _recordId, data) => {
  const payload = data.payload as RectificationUpdate;
  await replace(statements, 'rectification', 'problem_no', {
    problem_no: payload.problemNo,
    version: data.sourceVersion,
    payload: JSON.stringify(payload),
  });
};

const takeProfile: Effect = async (statements, _recordId, data) => {
  const payload = data.payload as UnitProfile;
  await replace(statements, 'unit_profile', 'unit_id', { unit_id: payload.unitId, payload: JSON.stringify(payload) });
};

/** Kept as a version only: their effects belong to rounds, rosters and the case system, which take them from there. */
const keep: Effect = async () => {};

const effects: Record<EventData['eventType'], Effect> = {
  CLUE_SUBMITTED: takeClue,
  CLUE_AMENDED: takeClue,
  CLUE_WITHDRAWN: withdraw,
  SITUATION_NOTE: takeNote,
  NIL_RETURN: takeNil,
  RECTIFICATION_UPDATED: takeRectification,
  UNIT_PROFILE: takeProfile,
  TEAM_MEMBER: keep,
  DISPOSITION_UPDATED: keep,
  BATCH_MANIFEST: keep,
};

/** Writes `row` over the one with the same key. */
export async function replace(statements: Statements, table: string, key: string, row: Row): Promise<void> {
  await statements.query(`DELETE FROM ${table} WHERE ${key} = ?`, [row[key] ?? null]);
  await statements.insert(table, [row]);
}
