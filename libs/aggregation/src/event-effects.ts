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
import { AppError, recordIdOf } from '#libs/kernel';
import { traceIdOf } from '#libs/observability';
import type { Row, Scalar, Statements } from '#libs/persistence';
import { markPending } from './link-pending.js';
import { groupBy } from './registry.js';

interface KnownVersion {
  record_id: string;
  version: number;
  event_type: EventData['eventType'];
  payload_hash: string;
}

/** What an event changes beside its version: it is the newest of its record. */
interface Newest {
  event: HubEvent;
  /** JSON of the payload. */
  payload: string;
}

/**
 * Keeps events as versions of their records; the newest of each becomes the record's state.
 * The department's own count decides which is newest, not the arrival; of two kinds of one version the later in `EVENT_TYPES`.
 * @throws AppError `E-VERSION-CONFLICT` when the same version came before with other content
 */
export async function applyEvents(statements: Statements, events: readonly HubEvent[], at: string): Promise<void> {
  const known = await knownVersions(statements, [...new Set(events.map(({ subject }) => subject))]);
  const rows: Row[] = [];
  const newest = new Map<string, Newest>();
  for (const event of events) {
    const { data, subject } = event;
    const versions = known.get(subject) ?? [];
    const own = { version: data.sourceVersion, event_type: data.eventType, payload_hash: data.payloadHash };
    const same = versions.find((row) => order(row, own) === 0);
    if (same?.payload_hash === own.payload_hash) continue;
    if (same) throw new AppError('E-VERSION-CONFLICT', 'conflict', '同一记录的同一版本内容不同');
    const payload = JSON.stringify(data.payload);
    rows.push(versionRow(event, payload, at));
    if (versions.every((row) => order(row, own) < 0)) newest.set(subject, { event, payload });
    known.set(subject, [...versions, { record_id: subject, ...own }]);
  }
  await statements.insert('record_version', rows);
  const winners = [...newest.values()];
  await markPending(
    statements,
    winners.flatMap(({ event }) => linkedBy(event)),
  );
  const kinds = groupBy(winners, ({ event }) => event.data.eventType);
  for (const [kind, taken] of kinds) await effects[kind](statements, taken, at);
}

/** Records that are to be linked again because of an event: its own, and the problem that a correction is about. */
function linkedBy({ subject, data }: HubEvent): string[] {
  if (data.eventType !== 'RECTIFICATION_UPDATED') return LINKED.has(data.eventType) ? [subject] : [];
  const { problemNo } = data.payload as RectificationUpdate;
  return [recordIdOf(data.sourceDept, data.sourceSystem, problemNo)];
}

const LINKED: ReadonlySet<EventData['eventType']> = new Set([
  'CLUE_SUBMITTED',
  'CLUE_AMENDED',
  'CLUE_WITHDRAWN',
  'SITUATION_NOTE',
  'NIL_RETURN',
]);

async function knownVersions(statements: Statements, ids: readonly string[]): Promise<Map<string, KnownVersion[]>> {
  const rows = await statements.query<KnownVersion>(
    `SELECT record_id, version, event_type, payload_hash FROM record_version WHERE record_id IN (${marks(ids)})`,
    ids,
  );
  return groupBy(rows, (row) => row.record_id);
}

const versionRow = ({ id, subject, data, traceparent }: HubEvent, payload: string, at: string): Row => ({
  record_id: subject,
  version: data.sourceVersion,
  event_type: data.eventType,
  event_id: id,
  batch_id: data.batchId ?? null,
  payload_hash: data.payloadHash,
  payload,
  received_at: at,
  trace_id: traceIdOf(traceparent) ?? null,
});

type Place = Pick<KnownVersion, 'version' | 'event_type'>;

/** Below zero when `a` is older than `b`. */
const order = (a: Place, b: Place): number =>
  Number(a.version) - Number(b.version) || rank(a.event_type) - rank(b.event_type);

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(',');

const rank = (type: EventData['eventType']): number => EVENT_TYPES.indexOf(type);

/** Takes the events of one kind that are the newest of their records, in the order of their arrival. */
type Effect = (statements: Statements, taken: readonly Newest[], at: string) => Promise<void>;

const idsOf = (taken: readonly Newest[]): string[] => taken.map(({ event }) => event.subject);

async function remove(statements: Statements, table: string, key: string, values: readonly Scalar[]): Promise<void> {
  await statements.query(`DELETE FROM ${table} WHERE ${key} IN (${marks(values)})`, values);
}

/** A record that was withdrawn stays known, in state WITHDRAWN, and takes part in nothing. */
const withdraw: Effect = async (statements, taken, at) => {
  const ids = idsOf(taken);
  await setAside(statements, ids, at);
  for (const table of ['situation_note', 'nil_return']) await remove(statements, table, 'record_id', ids);
};

async function setAside(statements: Statements, ids: readonly string[], at: string): Promise<void> {
  const sql = `UPDATE record SET state = 'WITHDRAWN', updated_at = ? WHERE record_id IN (${marks(ids)})`;
  await statements.query(sql, [new Date(at), ...ids]);
}

const takeClues: Effect = async (statements, taken, at) => {
  // A row that was statistics in an earlier version (its purpose was corrected) is a clue now.
  for (const table of ['situation_note', 'record']) await remove(statements, table, 'record_id', idsOf(taken));
  await statements.insert(
    'record',
    taken.map(({ event: { subject, data }, payload }) => ({
      record_id: subject,
      department: data.sourceDept,
      source_record_id: data.sourceRecordId,
      version: data.sourceVersion,
      state: 'ACTIVE',
      clue: payload,
      received_date: (data.payload as Clue).receivedDate,
      updated_at: at,
    })),
  );
};

const takeNotes: Effect = async (statements, taken, at) => {
  await setAside(statements, idsOf(taken), at);
  await remove(statements, 'situation_note', 'record_id', idsOf(taken));
  await statements.insert(
    'situation_note',
    taken.map(({ event: { subject, data }, payload }) => {
      const note = data.payload as SituationNote;
      return {
        record_id: subject,
        department: data.sourceDept,
        source_record_id: data.sourceRecordId,
        version: data.sourceVersion,
        kind: note.kind,
        unit_raw: note.units[0]?.raw ?? null,
        unit_id: null,
        note: payload,
      };
    }),
  );
};

const takeNils: Effect = async (statements, taken) => {
  await remove(statements, 'nil_return', 'record_id', idsOf(taken));
  await statements.insert(
    'nil_return',
    taken.map(({ event: { subject, data }, payload }) => ({
      record_id: subject,
      department: data.sourceDept,
      version: data.sourceVersion,
      unit_raw: (data.payload as NilReturn).unit.raw,
      unit_id: null,
      payload,
      signed_by: data.approvedBy,
    })),
  );
};

const takeRectifications: Effect = (statements, taken) =>
  replace(statements, 'rectification', 'problem_no', taken, ({ data }, payload) => ({
    problem_no: (data.payload as RectificationUpdate).problemNo,
    version: data.sourceVersion,
    payload,
  }));

const takeProfiles: Effect = (statements, taken) =>
  replace(statements, 'unit_profile', 'unit_id', taken, ({ data }, payload) => ({
    unit_id: (data.payload as UnitProfile).unitId,
    payload,
  }));

const takeManifests: Effect = (statements, taken) =>
  replace(statements, 'batch_manifest', 'batch_id', taken, ({ data }) => {
    const { batchId, received, accepted, refused, invalid, refusedBy = {} } = data.payload as BatchManifest;
    return {
      batch_id: batchId,
      department: data.sourceDept,
      received,
      accepted,
      refused,
      invalid,
      refused_by: JSON.stringify(refusedBy),
      // A moment with another zone sorts among those of ours.
      submitted_at: new Date(data.submittedAt).toISOString(),
    };
  });

/** Kept as a version only: their effects belong to rosters and the case system, which take them from there. */
const keep: Effect = async () => {};

const effects: Record<EventData['eventType'], Effect> = {
  CLUE_SUBMITTED: takeClues,
  CLUE_AMENDED: takeClues,
  CLUE_WITHDRAWN: withdraw,
  SITUATION_NOTE: takeNotes,
  NIL_RETURN: takeNils,
  RECTIFICATION_UPDATED: takeRectifications,
  UNIT_PROFILE: takeProfiles,
  TEAM_MEMBER: keep,
  DISPOSITION_UPDATED: keep,
  BATCH_MANIFEST: takeManifests,
};

/** Writes rows over those with the same key, which need not be the record's: of two events about one key the later counts. */
async function replace(
  statements: Statements,
  table: string,
  key: string,
  taken: readonly Newest[],
  row: (event: HubEvent, payload: string) => Row,
): Promise<void> {
  const rows = new Map(
    taken.map(({ event, payload }) => {
      const made = row(event, payload);
      return [made[key] ?? null, made];
    }),
  );
  await remove(statements, table, key, [...rows.keys()]);
  await statements.insert(table, [...rows.values()]);
}
