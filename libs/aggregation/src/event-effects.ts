import {
  type BatchManifest,
  type Clue,
  EVENT_TYPES,
  type EventData,
  type HubEvent,
  type NilReturn,
  type RectificationUpdate,
  type SituationNote,
  type UnitProfile,
} from '#libs/contracts';
import { AppError } from '#libs/kernel';
import { traceIdOf } from '#libs/observability';
import type { Row, Statements } from '#libs/persistence';
import { groupBy } from './registry.js';

interface KnownVersion {
  record_id: string;
  version: number;
  event_type: EventData['eventType'];
  payload_hash: string;
}

/**
 * Keeps events as versions of their records; the newest of each becomes the record's state.
 * The department's own count decides which is newest, not the arrival; of two kinds of one version the later in `EVENT_TYPES`.
 * @throws AppError `E-VERSION-CONFLICT` when the same version came before with other content
 */
export async function applyEvents(statements: Statements, events: readonly HubEvent[], at: string): Promise<void> {
  const known = await knownVersions(statements, [...new Set(events.map(({ subject }) => subject))]);
  const rows: Row[] = [];
  const newest = new Map<string, HubEvent>();
  for (const event of events) {
    const { data, subject } = event;
    const versions = known.get(subject) ?? [];
    const own = { version: data.sourceVersion, event_type: data.eventType, payload_hash: data.payloadHash };
    const same = versions.find((row) => order(row, own) === 0);
    if (same?.payload_hash === own.payload_hash) continue;
    if (same) throw new AppError('E-VERSION-CONFLICT', 'conflict', '同一记录的同一版本内容不同');
    rows.push(versionRow(event, at));
    if (versions.every((row) => order(row, own) < 0)) newest.set(subject, event);
    known.set(subject, [...versions, { record_id: subject, ...own }]);
  }
  await statements.insert('record_version', rows);
  const winners = [...newest.values()];
  await takeClues(statements, winners.filter(isClue), at);
  for (const event of winners) {
    if (!isClue(event)) await effects[event.data.eventType](statements, event.subject, event.data, at);
  }
}

const isClue = ({ data }: HubEvent): boolean =>
  data.eventType === 'CLUE_SUBMITTED' || data.eventType === 'CLUE_AMENDED';

async function knownVersions(statements: Statements, ids: readonly string[]): Promise<Map<string, KnownVersion[]>> {
  const rows = await statements.query<KnownVersion>(
    `SELECT record_id, version, event_type, payload_hash FROM record_version WHERE record_id IN (${marks(ids)})`,
    ids,
  );
  return groupBy(rows, (row) => row.record_id);
}

const versionRow = ({ id, subject, data, traceparent }: HubEvent, at: string): Row => ({
  record_id: subject,
  version: data.sourceVersion,
  event_type: data.eventType,
  event_id: id,
  batch_id: data.batchId ?? null,
  payload_hash: data.payloadHash,
  payload: JSON.stringify(data.payload),
  received_at: at,
  trace_id: traceIdOf(traceparent) ?? null,
});

type Place = Pick<KnownVersion, 'version' | 'event_type'>;

/** Below zero when `a` is older than `b`. */
const order = (a: Place, b: Place): number =>
  Number(a.version) - Number(b.version) || rank(a.event_type) - rank(b.event_type);

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(',');

const rank = (type: EventData['eventType']): number => EVENT_TYPES.indexOf(type);

type Effect = (statements: Statements, recordId: string, data: EventData, at: string) => Promise<void>;

/** A record that was withdrawn stays known, in state WITHDRAWN, and takes part in nothing. */
const withdraw: Effect = async (statements, recordId, _data, at) => {
  await setAside(statements, recordId, at);
  await statements.query('DELETE FROM situation_note WHERE record_id = ?', [recordId]);
  await statements.query('DELETE FROM nil_return WHERE record_id = ?', [recordId]);
};

async function setAside(statements: Statements, recordId: string, at: string): Promise<void> {
  await statements.query(`UPDATE record SET state = 'WITHDRAWN', updated_at = ? WHERE record_id = ?`, [
    new Date(at),
    recordId,
  ]);
}

async function takeClues(statements: Statements, events: readonly HubEvent[], at: string): Promise<void> {
  if (events.length === 0) return;
  const ids = events.map(({ subject }) => subject);
  // A row that was statistics in an earlier version (its purpose was corrected) is a clue now.
  for (const table of ['situation_note', 'record'])
    await statements.query(`DELETE FROM ${table} WHERE record_id IN (${marks(ids)})`, ids);
  await statements.insert(
    'record',
    events.map(({ subject, data }) => ({
      record_id: subject,
      department: data.sourceDept,
      source_record_id: data.sourceRecordId,
      version: data.sourceVersion,
      state: 'ACTIVE',
      clue: JSON.stringify(data.payload),
      received_date: (data.payload as Clue).receivedDate,
      updated_at: at,
    })),
  );
}

const takeNote: Effect = async (statements, recordId, data, at) => {
  const note = data.payload as SituationNote;
  await setAside(statements, recordId, at);
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
    unit_raw: payload.unit.raw,
    unit_id: null,
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

const takeManifest: Effect = async (statements, _recordId, data) => {
  const { batchId, received, accepted, refused, invalid, refusedBy = {} } = data.payload as BatchManifest;
  await replace(statements, 'batch_manifest', 'batch_id', {
    batch_id: batchId,
    department: data.sourceDept,
    received,
    accepted,
    refused,
    invalid,
    refused_by: JSON.stringify(refusedBy),
    // A moment with another zone sorts among those of ours.
    submitted_at: new Date(data.submittedAt).toISOString(),
  });
};

/** Kept as a version only: their effects belong to rosters and the case system, which take them from there. */
const keep: Effect = async () => {};

/** Clues are taken together; each other kind has its own effect. */
const effects: Record<EventData['eventType'], Effect> = {
  CLUE_SUBMITTED: keep,
  CLUE_AMENDED: keep,
  CLUE_WITHDRAWN: withdraw,
  SITUATION_NOTE: takeNote,
  NIL_RETURN: takeNil,
  RECTIFICATION_UPDATED: takeRectification,
  UNIT_PROFILE: takeProfile,
  TEAM_MEMBER: keep,
  DISPOSITION_UPDATED: keep,
  BATCH_MANIFEST: takeManifest,
};

/** Writes `row` over the one with the same key. */
async function replace(statements: Statements, table: string, key: string, row: Row): Promise<void> {
  await statements.query(`DELETE FROM ${table} WHERE ${key} = ?`, [row[key] ?? null]);
  await statements.insert(table, [row]);
}
