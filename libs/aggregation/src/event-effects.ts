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
import type { Row, Statements } from '#libs/persistence';

/**
 * Keeps an event as a version of its record and, if it is the newest, makes it the record's state.
 * The department's own count decides which is newest, not the arrival; of two kinds of one version the later in `EVENT_TYPES`.
 * @throws AppError `E-VERSION-CONFLICT` when the same version came before with other content
 */
export async function applyEvent(statements: Statements, event: HubEvent, at: string): Promise<void> {
  const { data, subject: recordId } = event;
  const known = await statements.query<{ version: number; event_type: EventData['eventType']; payload_hash: string }>(
    'SELECT version, event_type, payload_hash FROM record_version WHERE record_id = ?',
    [recordId],
  );
  const same = known.find((row) => Number(row.version) === data.sourceVersion && row.event_type === data.eventType);
  if (same?.payload_hash === data.payloadHash) return;
  if (same) throw new AppError('E-VERSION-CONFLICT', 'conflict', '同一记录的同一版本内容不同');
  await statements.insert('record_version', [
    {
      record_id: recordId,
      version: data.sourceVersion,
      event_type: data.eventType,
      event_id: event.id,
      batch_id: data.batchId ?? null,
      payload_hash: data.payloadHash,
      payload: JSON.stringify(data.payload),
      received_at: at,
    },
  ]);
  const isOlder = (row: { version: number; event_type: EventData['eventType'] }): boolean =>
    Number(row.version) < data.sourceVersion ||
    (Number(row.version) === data.sourceVersion && rank(row.event_type) < rank(data.eventType));
  if (known.every(isOlder)) await effects[data.eventType](statements, recordId, data, at);
}

const rank = (type: EventData['eventType']): number => EVENT_TYPES.indexOf(type);

type Effect = (statements: Statements, recordId: string, data: EventData, at: string) => Promise<void>;

/** A record that was withdrawn stays known, in state WITHDRAWN, and takes part in nothing. */
const withdraw: Effect = async (statements, recordId, _data, at) => {
  await setAside(statements, recordId, at);
  await statements.query('DELETE FROM situation_note WHERE record_id = ?', [recordId]);
  await statements.query('DELETE FROM nil_return WHERE record_id = ?', [recordId]);
};

async function setAside(statements: Statements, recordId: string, at: string): Promise<void> {
  await statements.query(`UPDATE record SET state = 'WITHDRAWN', updated_at = ? WHERE record_id = ?`, [at, recordId]);
}

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
    submitted_at: data.submittedAt,
  });
};

/** Kept as a version only: their effects belong to rosters and the case system, which take them from there. */
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
  BATCH_MANIFEST: takeManifest,
};

/** Writes `row` over the one with the same key. */
async function replace(statements: Statements, table: string, key: string, row: Row): Promise<void> {
  await statements.query(`DELETE FROM ${table} WHERE ${key} = ?`, [row[key] ?? null]);
  await statements.insert(table, [row]);
}
