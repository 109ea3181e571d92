import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  Equals,
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Min,
  ValidateNested,
} from 'class-validator';
import { Clue } from './clue.js';
import {
  BatchManifest,
  DispositionUpdate,
  NilReturn,
  RectificationUpdate,
  SituationNote,
  TeamMember,
  UnitProfile,
  Withdrawal,
} from './payloads.js';
import { DEPARTMENT_CODES, type DepartmentCode, EVENT_TYPES, type EventType } from './vocabulary.js';

/** Version of the event contract (semver). Additions raise the minor, anything else the major and the topic's name. */
export const SCHEMA_VERSION = '1.0.0';

/** Payload class of each event type: the one source of validation and of JSON Schema. */
export const PAYLOAD_CLASSES = {
  CLUE_SUBMITTED: Clue,
  CLUE_AMENDED: Clue,
  CLUE_WITHDRAWN: Withdrawal,
  NIL_RETURN: NilReturn,
  SITUATION_NOTE: SituationNote,
  UNIT_PROFILE: UnitProfile,
  TEAM_MEMBER: TeamMember,
  RECTIFICATION_UPDATED: RectificationUpdate,
  DISPOSITION_UPDATED: DispositionUpdate,
  BATCH_MANIFEST: BatchManifest,
} as const satisfies Record<EventType, new () => object>;

/** Payload of any event. */
export type Payload = InstanceType<(typeof PAYLOAD_CLASSES)[EventType]>;

/** Sheet and row of the delivery that a record came from. */
export class SourcePlace {
  @IsString() sheet!: string;
  @IsInt() @Min(1) row!: number;
}

/** `data` of the envelope: who says it, which record and version, and the payload. */
export class EventData {
  @IsIn(EVENT_TYPES) eventType!: EventType;
  @IsIn(DEPARTMENT_CODES) sourceDept!: DepartmentCode;
  @IsString() sourceSystem!: string;
  /** The department's own number, raw. (department, system, number, version) is the idempotency key. */
  @IsString() sourceRecordId!: string;
  @IsInt() @Min(1) sourceVersion!: number;
  /** SHA-256 of the payload's canonical JSON. */
  @Matches(/^[0-9a-f]{64}$/u) payloadHash!: string;
  @IsOptional() @IsString() roundId?: string;
  @IsOptional() @IsString() solicitationId?: string;
  @IsOptional() @IsString() batchId?: string;
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => SourcePlace) places?: SourcePlace[];
  @IsString() submittedBy!: string;
  @IsString() approvedBy!: string;
  @IsISO8601() submittedAt!: string;
  @IsString() schemaVersion!: string;
  payload!: Payload;
}

/** CloudEvents 1.0 envelope in JSON form; `partitionkey` is the CNCF partitioning extension. */
export class HubEvent {
  @Equals('1.0') specversion!: '1.0';
  /** One per outbox row; sending a row again keeps it. */
  @IsUUID() id!: string;
  @IsString() source!: string;
  @IsString() type!: string;
  @IsString() subject!: string;
  @IsISO8601() time!: string;
  @Equals('application/json') datacontenttype!: 'application/json';
  @IsString() dataschema!: string;
  @IsString() partitionkey!: string;
  /** CloudEvents distributed tracing extension: the request that brought the record. */
  @IsOptional() @Matches(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/u) traceparent?: string;
  @IsDefined() @ValidateNested() @Type(() => EventData) data!: EventData;
}

/** `type` attribute of an event: reverse-DNS style name with the major version. */
export const cloudEventType = (type: EventType): string => `clue-hub.${type.toLowerCase().replaceAll('_', '-')}.v1`;

/** Relative URI of the JSON Schema of an event type, also the file name below `docs/schemas/`. */
export const schemaPath = (type: EventType): string => `schemas/${type.toLowerCase().replaceAll('_', '-')}.v1.json`;

/** Wraps event data; `id` and `time` come from the caller, so that sending again gives the same envelope. */
export function hubEvent(id: string, time: string, recordId: string, data: EventData, traceparent?: string): HubEvent {
  return {
    specversion: '1.0',
    id,
    source: `/departments/${data.sourceDept}/${encodeURIComponent(data.sourceSystem)}`,
    type: cloudEventType(data.eventType),
    subject: recordId,
    time,
    datacontenttype: 'application/json',
    dataschema: schemaPath(data.eventType),
    partitionkey: recordId,
    ...(traceparent ? { traceparent } : {}),
    data,
  };
}

/** The same as JSON, around a payload that is JSON text already. */
export function hubEventJson(
  id: string,
  time: string,
  recordId: string,
  data: Omit<EventData, 'payload'>,
  payload: string,
  traceparent?: string,
): string {
  const open = JSON.stringify(hubEvent(id, time, recordId, data as EventData, traceparent)).slice(0, -2);
  return `${open},"payload":${payload}}}`;
}
