/**
 * Closed vocabularies of the wire. The open ones are code tables (`libs/contracts/tables`).
 */

/** Departments of T01, in its order, each with the middle of its topic's name. Also those that have no adapter yet. */
const DEPARTMENT_TOPICS = {
  DIS: 'discipline',
  CMG: 'case-management',
  AUD: 'audit',
  PET: 'petition',
  PRO: 'procuratorate',
  ORG: 'organization',
  FIN: 'finance',
  STA: 'statistics',
  POL: 'police',
  COU: 'court',
  TAX: 'taxation',
  MED: 'media',
  NPC: 'peoples-congress',
  PPC: 'political-consultative-conference',
} as const;
export type DepartmentCode = keyof typeof DEPARTMENT_TOPICS;
export const DEPARTMENT_CODES = Object.keys(DEPARTMENT_TOPICS) as readonly DepartmentCode[];

export const EVENT_TYPES = [
  'CLUE_SUBMITTED',
  'CLUE_AMENDED',
  'CLUE_WITHDRAWN',
  'NIL_RETURN',
  'SITUATION_NOTE',
  'UNIT_PROFILE',
  'TEAM_MEMBER',
  'RECTIFICATION_UPDATED',
  'DISPOSITION_UPDATED',
  'BATCH_MANIFEST',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** How firmly a record states its facts (T16). The packet's verbs hang on it. */
export const STATEMENT_STATUSES = [
  'ALLEGED',
  'FOUND',
  'AUDIT_FOUND',
  'PRELIM',
  'FILED',
  'VERIFIED',
  'PART',
  'PROSECUTED',
  'JUDGED',
  'CLEARED',
  'STAT',
] as const;
export type StatementStatus = (typeof STATEMENT_STATUSES)[number];

/** What may be done with a record before and during a round. */
export const HANDLINGS = ['GENERAL', 'LEADER_ONLY', 'AVOID', 'STAT_ONLY', 'PAPER_ONLY'] as const;
export type Handling = (typeof HANDLINGS)[number];

/** Marks this system may hold (T11). State secrets never enter. */
export const CONTROL_MARKS = ['PUBLIC', 'INTERNAL', 'WORK_SECRET'] as const;
export type ControlMark = (typeof CONTROL_MARKS)[number];

/** How precisely a time is known. */
export const DATE_PRECISIONS = ['DAY', 'MONTH', 'QUARTER', 'HALF', 'YEAR', 'RANGE', 'VAGUE', 'NONE'] as const;
export type DatePrecision = (typeof DATE_PRECISIONS)[number];

/** Part a unit plays: 被反映单位, 责任单位, 发生单位, 整改责任单位. */
export const UNIT_ROLES = ['REFLECTED', 'RESPONSIBLE', 'OCCURRED', 'RECTIFYING'] as const;
export type UnitRole = (typeof UNIT_ROLES)[number];

/** Part a person plays: 被反映人, 直接责任, 主管责任, 领导责任, 知情. */
export const PERSON_ROLES = ['REFLECTED', 'DIRECT', 'SUPERVISORY', 'LEADERSHIP', 'AWARE'] as const;
export type PersonRole = (typeof PERSON_ROLES)[number];

/** Class of the person who reports (T17): R1 实名已核实 … R7 自述. */
export const INFORMANT_CLASSES = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7'] as const;
export type InformantClass = (typeof INFORMANT_CLASSES)[number];

/**
 * Kinds of document number. `complaint petition clue transfer case forwarding` name one record;
 * `report decision judgment advice` may hold many findings and never tie two records together alone.
 */
export const DOC_KINDS = [
  'COMPLAINT',
  'PETITION',
  'CLUE',
  'AUDIT_TRANSFER',
  'CASE',
  'FORWARDING',
  'AUDIT_REPORT',
  'AUDIT_DECISION',
  'INDICTMENT',
  'NON_PROSECUTION',
  'JUDGMENT',
  'ADVICE',
  'CONTRACT',
  'OTHER',
] as const;
export type DocKind = (typeof DOC_KINDS)[number];

export const REF_RELATIONS = ['RECEIVED_FROM', 'FORWARDED_TO', 'REPLIES_TO', 'REPEATS', 'JOINT_WITH'] as const;
export type RefRelation = (typeof REF_RELATIONS)[number];

/** What an amount is: 违规, 管理不规范, 损失浪费, 受贿, 涉案, 其他. */
export const AMOUNT_KINDS = ['VIOLATION', 'IRREGULAR', 'LOSS', 'BRIBE', 'INVOLVED', 'OTHER'] as const;
export type AmountKind = (typeof AMOUNT_KINDS)[number];

/** Grades of checkability: A 可直接了解核实 … D 参考信息. */
export const GRADES = ['A', 'B', 'C', 'D'] as const;
export type Grade = (typeof GRADES)[number];

/** Topic of a department's events. The department may only produce to it. */
export const clueTopic = (department: DepartmentCode): string => `clue.${DEPARTMENT_TOPICS[department]}.v1`;

/** Topic by which the office asks a department for records. The department may only consume it. */
export const solicitationTopic = (department: DepartmentCode): string =>
  `solicitation.${DEPARTMENT_TOPICS[department]}.v1`;

/** Topic of matters the office has approved. Only the aggregator produces to it. */
export const MATTER_APPROVED_TOPIC = 'matter.approved.v1';
