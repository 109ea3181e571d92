import {
  type Clue,
  cloudEventType,
  clueTopic,
  type DepartmentCode,
  type EventData,
  type EventType,
  type HubEvent,
  hubEvent,
  type NilReturn,
  type Payload,
  SCHEMA_VERSION,
  type SituationNote,
} from '#libs/contracts';
import { canonicalJson, derivedId, recordIdOf, sha256 } from '#libs/kernel';
import { type Arrival, handOver, type OutgoingEvent, readArrival } from '#libs/messaging';

/** What a spec says of a clue; the rest is filled in. */
export interface ClueParts extends Partial<Omit<Clue, 'units' | 'persons'>> {
  /** Raw names of units. */
  units?: string[];
  persons?: Partial<Clue['persons'][number]>[];
}

/** A whole clue of the wire from what matters to a spec. */
export function clueOf({ units = [], persons = [], ...parts }: ClueParts = {}): Clue {
  return {
    docNumbers: [],
    externalRefs: [],
    title: '反映工程款拨付问题',
    summary: '反映工程款拨付不合规定。',
    statementStatus: 'ALLEGED',
    units: units.map((raw) => ({ raw, role: 'REFLECTED' as const })),
    persons: persons.map((person) => ({
      raw: person.name ?? person.postRaw ?? '某人',
      masked: false,
      roleInMatter: 'REFLECTED' as const,
      ...person,
    })),
    discipline: ['3'],
    offence: [],
    domain: 'D99',
    occurPrecision: 'NONE',
    counterparties: [],
    sourceChannel: '01',
    receivedDate: '2024-03-10',
    evidence: [],
    handling: 'GENERAL',
    controlMark: 'WORK_SECRET',
    derived: [],
    ...parts,
    protected: parts.protected ?? { fullText: parts.summary ?? '反映工程款拨付不合规定。' },
  };
}

/** One petition counted, about `unit`. */
export const noteOf = (unit: string, parts: Partial<SituationNote> = {}): SituationNote => ({
  kind: 'PETITION_STAT',
  units: [{ raw: unit, role: 'REFLECTED' }],
  title: '求决类信访',
  date: '2024-03-10',
  figures: { persons: 1 },
  facts: { purpose: '求决' },
  ...parts,
});

/** A signed nil return about `unit`. */
export const nilOf = (unit: string, parts: Partial<NilReturn> = {}): NilReturn => ({
  unit: { raw: unit, role: 'REFLECTED' },
  code: 'N1',
  periodFrom: '2021-05-16',
  periodTo: '2024-05-16',
  ledgers: ['案件台账'],
  keywords: [unit],
  statement: '经检索，检索时段内无涉及该单位及班子成员的记录。',
  signedDate: '2024-05-10',
  ...parts,
});

/** Who says it and which version; `id` only where a spec sends the same content under another id. */
export interface Said {
  version?: number;
  type?: EventType;
  id?: string;
  batchId?: string;
}

/** An event as an adapter would send it: ids follow from department, number, version and kind. */
export function eventOf(
  department: DepartmentCode,
  sourceRecordId: string,
  payload: Payload,
  { version = 1, type = version > 1 ? 'CLUE_AMENDED' : 'CLUE_SUBMITTED', id, batchId }: Said = {},
): HubEvent {
  const sourceSystem = `${department}-test`;
  const data: EventData = {
    eventType: type,
    sourceDept: department,
    sourceSystem,
    sourceRecordId,
    sourceVersion: version,
    payloadHash: sha256(canonicalJson(payload)),
    ...(batchId ? { batchId } : {}),
    submittedBy: '经办某',
    approvedBy: '审核某',
    submittedAt: '2024-05-16T02:00:00.000Z',
    schemaVersion: SCHEMA_VERSION,
    payload,
  };
  const recordId = recordIdOf(department, sourceSystem, sourceRecordId);
  const eventId = id ?? derivedId('event', department, sourceRecordId, String(version), type);
  return { ...hubEvent(eventId, data.submittedAt, recordId, data), type: cloudEventType(type) };
}

/** Id of the record that {@link eventOf} speaks of. */
export const recordIdFor = (department: DepartmentCode, sourceRecordId: string): string =>
  recordIdOf(department, `${department}-test`, sourceRecordId);

/** Anything that takes batches of a topic. */
export interface Receiver {
  handle(topic: string, arrivals: readonly Arrival[]): Promise<void>;
}

/** An event as a relay would hand it over. */
export const outgoing = (event: HubEvent | null): OutgoingEvent => ({
  id: String(event?.id),
  key: String(event?.subject),
  json: JSON.stringify(event),
});

/** Hands one batch over as a transport does. */
export const handBatch = (receiver: Receiver, topic: string, events: readonly (HubEvent | null)[]): Promise<void> =>
  handOver(
    events.map((event) => readArrival({ topic, key: outgoing(event).key, value: outgoing(event).json })),
    (batch) => receiver.handle(topic, batch),
  );

/** Hands events over one topic at a time, in their order, in batches of `size`. */
export async function deliver(receiver: Receiver, events: readonly HubEvent[], size = 50): Promise<void> {
  let batch: HubEvent[] = [];
  const flush = async (): Promise<void> => {
    const [first] = batch;
    if (first) await handBatch(receiver, clueTopic(first.data.sourceDept), batch);
    batch = [];
  };
  for (const event of events) {
    if (batch.length >= size || batch[0]?.data.sourceDept !== event.data.sourceDept) await flush();
    batch.push(event);
  }
  await flush();
}
