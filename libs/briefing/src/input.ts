import type {
  Checkability,
  Clue,
  DepartmentCode,
  Grade,
  Severity,
  SituationNote,
  TeamMember,
  UnitProfile,
} from '#libs/contracts';

export const EDITIONS = ['leader', 'member', 'meeting'] as const;
/** 组长版 (everything that may be printed), 组员版, 领导小组/通报会版 (figures and titles). */
export type Edition = (typeof EDITIONS)[number];

/** What became of the request to a department. WITHHELD: something exists and goes by another way (T19 N5). */
export const DEPARTMENT_STATES = ['CLUES', 'NIL', 'WITHHELD', 'SILENT', 'NOT_ASKED'] as const;
export type DepartmentState = (typeof DEPARTMENT_STATES)[number];

/** A former or short name of the unit. Days are `YYYY-MM-DD`. */
export interface UnitAlias {
  alias: string;
  kind?: string;
  validFrom?: string;
  validTo?: string;
}

/** A change of the unit in the registry: renamed, merged, split and so on. */
export interface UnitHistoryEvent {
  type: string;
  date: string;
  from: string[];
  to: string[];
  functions?: string[];
  /** Chinese, one sentence; printed as it stands. */
  note?: string;
}

export interface BriefingUnit {
  unitId: string;
  name: string;
  uscc?: string;
  category?: string;
  address?: string;
  aliases: UnitAlias[];
  events: UnitHistoryEvent[];
  profile?: UnitProfile;
}

/** A department's reply. `detail` is Chinese about the reply itself (按时, 逾期3个工作日), never about what the records say or how many there are. */
export interface DepartmentReply {
  code: DepartmentCode;
  state: DepartmentState;
  /** Records that the department sent, as its receipts say. Printed in the leader edition only. */
  count: number;
  detail?: string;
  /** The reply as it would stand without records of restricted matters: what every edition but the leader's goes by. */
  openly?: DepartmentReply;
  /** T19, for NIL. */
  nilCode?: string;
  signer?: string;
  signedDate?: string;
  /** True when the reply came late or has not come. */
  overdue?: boolean;
}

/** One accepted record with its score at receipt. */
export interface BriefingRecord {
  recordId: string;
  department: DepartmentCode;
  sourceRecordId: string;
  version: number;
  clue: Clue;
  grade: Grade;
  score: number;
  receivedDate: string;
}

/** Records of one matter, scored together. `originGroups` holds record ids, one group for each root. */
export interface BriefingMatter {
  matterId: string;
  /** Given by an officer or taken from an official finding, never from a letter. */
  title?: string;
  records: string[];
  checkability: Checkability;
  severity: Severity;
  independentOrigins: number;
  originGroups: string[][];
  handling: 'AVOID' | 'LEADER_ONLY' | 'GENERAL';
  key: boolean;
  /** Least certain link inside the matter, 0–1. */
  weakestPair?: number;
  pinned?: { reason: string; by: string };
}

/** Counts of what is missing or was not taken. `refused` by T20 code or error code. */
export interface DataGaps {
  unresolvedUnits?: number;
  /** Over all records of the unit; printed in the leader edition only. */
  unresolvedPersons?: number;
  refused?: Record<string, number>;
  invalid?: number;
  /** Chinese sentences of an officer: periods or archives that nobody covers. */
  remarks?: string[];
}

/** What the issuing office prints on every packet. */
export interface BriefingConfig {
  /** 发文机关标志 */
  issuer: string;
  /** 发文字号, where the packet has one. */
  documentNumber?: string;
  /** 知悉范围 */
  knownTo: Record<Edition, string> | string;
  contact?: string;
  drafter?: string;
  reviewer?: string;
  approver?: string;
  /** Day on which copies must be back. */
  returnBy?: string;
  /** T11: WORK_SECRET (default) or INTERNAL. A county office prints no state secret mark of its own. */
  mark?: 'WORK_SECRET' | 'INTERNAL';
}

/** All that a packet of one unit is made of. */
export interface PacketInput {
  unit: BriefingUnit;
  team: TeamMember[];
  round?: { id: string; name?: string; start: string; reviewFrom?: string };
  /** 材料截止时间 */
  asOf: string;
  /** ISO 8601 moment, from the caller's clock. */
  generatedAt: string;
  version: number;
  /** 份号 */
  copyNo?: string;
  records: BriefingRecord[];
  matters: BriefingMatter[];
  notes: { department: DepartmentCode; note: SituationNote }[];
  departments: DepartmentReply[];
  gaps: DataGaps;
  config: BriefingConfig;
}
