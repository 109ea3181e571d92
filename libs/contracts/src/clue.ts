import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import {
  AMOUNT_KINDS,
  type AmountKind,
  CONTROL_MARKS,
  type ControlMark,
  DATE_PRECISIONS,
  type DatePrecision,
  DOC_KINDS,
  type DocKind,
  HANDLINGS,
  type Handling,
  INFORMANT_CLASSES,
  type InformantClass,
  PERSON_ROLES,
  type PersonRole,
  REF_RELATIONS,
  type RefRelation,
  STATEMENT_STATUSES,
  type StatementStatus,
  UNIT_ROLES,
  type UnitRole,
} from './vocabulary.js';

/** `YYYY-MM-DD` */
export const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/u;
/** Yuan with two decimals. */
export const YUAN = /^\d{1,13}\.\d{2}$/u;

/** 相关文号/编号: a number of this record, as written and in normal form (`libs/text` document numbers). */
export class DocNumber {
  @IsIn(DOC_KINDS) kind!: DocKind;
  @IsString() @MaxLength(100) raw!: string;
  @IsString() @MaxLength(100) norm!: string;
  @IsOptional() @IsString() issuerLevel?: string;
}

/** 来文/转办编号: the number under which another department knows the same letter. */
export class ExternalRef {
  @IsOptional() @IsString() @MaxLength(60) dept?: string;
  @IsString() @MaxLength(100) raw!: string;
  @IsString() @MaxLength(100) norm!: string;
  @IsIn(REF_RELATIONS) relation!: RefRelation;
}

/** 涉及单位. `unitId` is filled by the aggregator's registry only. */
export class ClueUnit {
  @IsString() @MaxLength(200) raw!: string;
  @IsOptional() @IsString() unitId?: string;
  @IsOptional() @IsString() uscc?: string;
  @IsIn(UNIT_ROLES) role!: UnitRole;
  @IsOptional() @IsString() matchMethod?: string;
  @IsOptional() @IsNumber() @Min(0) @Max(1) confidence?: number;
}

/** 被反映人 (never an informant). The hash of the ID number stands in `protected.idHashes` under the same index. */
export class CluePerson {
  @IsString() @MaxLength(100) raw!: string;
  @IsOptional() @IsString() @MaxLength(50) name?: string;
  /** True for 王某、张×: such a name identifies nobody. */
  @IsOptional() @IsBoolean() masked?: boolean;
  @IsOptional() @IsString() @MaxLength(64) sourceKey?: string;
  @IsOptional() @IsString() gender?: string;
  @IsOptional() @Matches(/^\d{4}-\d{2}$/u) birthYearMonth?: string;
  @IsOptional() @IsString() @MaxLength(200) unitRaw?: string;
  @IsOptional() @IsString() @MaxLength(200) postRaw?: string;
  @IsOptional() @IsString() @MaxLength(100) postNorm?: string;
  /** T08 */
  @IsOptional() @IsString() rank?: string;
  /** T09 */
  @IsOptional() @IsString() isFirstLeader?: string;
  @IsOptional() @IsBoolean() isTeamMember?: boolean;
  /** T12 */
  @IsOptional() @IsString() politicalStatus?: string;
  /** T13 */
  @IsOptional() @IsString() supervisedClass?: string;
  @IsOptional() @IsString() rosterPersonId?: string;
  @IsOptional() @IsNumber() @Min(0) @Max(1) matchConfidence?: number;
  @IsIn(PERSON_ROLES) roleInMatter!: PersonRole;
}

/** 涉及金额 in yuan. `max` is missing for an open end ("100万以上"). */
export class ClueAmount {
  @IsOptional() @Matches(YUAN) min?: string;
  @IsOptional() @Matches(YUAN) max?: string;
  @IsString() currency!: string;
  @IsBoolean() approx!: boolean;
  @IsIn(AMOUNT_KINDS) kind!: AmountKind;
  @IsString() @MaxLength(200) raw!: string;
}

/** 相关企业/人员 on the other side of the act. */
export class Counterparty {
  @IsString() @MaxLength(200) name!: string;
  @IsOptional() @IsString() uscc?: string;
}

/** 反映人属性: a class and counts, no identity. */
export class Informant {
  @IsIn(INFORMANT_CLASSES) class!: InformantClass;
  @IsBoolean() verified!: boolean;
  @IsInt() @Min(0) count!: number;
  @IsBoolean() joint!: boolean;
  @IsBoolean() anonymous!: boolean;
  @IsBoolean() contactable!: boolean;
  /** True where only a few people could know the facts: the packet then prints the checkable object only. */
  @IsOptional() @IsBoolean() smallCircle?: boolean;
}

/** 附件与凭据: a paper that can be pulled. */
export class Evidence {
  /** 合同 凭证 会议记录 录音 照片 审计底稿 官方认定 其他 */
  @IsString() @MaxLength(40) kind!: string;
  @IsOptional() @IsString() @MaxLength(300) desc?: string;
  @IsOptional() @IsString() @MaxLength(100) docNo?: string;
  @IsBoolean() hasFile!: boolean;
  @IsOptional() @IsString() sha256?: string;
}

/** 处置: where the matter stands with the body that handles it. */
export class Disposition {
  @IsOptional() @IsString() @MaxLength(60) stage?: string;
  /** T07 */
  @IsOptional() @IsString() way?: string;
  @IsOptional() @Matches(ISO_DAY) approvedDate?: string;
  /** T07c label */
  @IsOptional() @IsString() result?: string;
  @IsOptional() @Matches(ISO_DAY) closedDate?: string;
  @IsOptional() @IsString() @MaxLength(100) handler?: string;
}

/** 审计扩展 (domain of audit: project, problem, transfer, rectification). */
export class AuditExtension {
  @IsOptional() @IsString() projectNo?: string;
  @IsOptional() @IsString() projectName?: string;
  /** T06a */
  @IsOptional() @IsString() auditType?: string;
  @IsOptional() @IsString() reportNo?: string;
  @IsOptional() @Matches(ISO_DAY) reportDate?: string;
  @IsOptional() @IsString() decisionNo?: string;
  @IsOptional() @IsString() transferNo?: string;
  @IsOptional() @Matches(ISO_DAY) transferDate?: string;
  @IsOptional() @IsString() transferReceiver?: string;
  @IsOptional() @IsString() transferFeedback?: string;
  /** T06 */
  @IsOptional() @IsString() problemType?: string;
  @IsOptional() @IsString() amountNature?: string;
  @IsOptional() @IsString() quantity?: string;
  @IsOptional() @IsBoolean() harmsMasses?: boolean;
  /** T18 */
  @IsOptional() @IsString() rectState?: string;
  @IsOptional() @Matches(ISO_DAY) rectDueDate?: string;
  @IsOptional() @Matches(YUAN) rectifiedAmount?: string;
  @IsOptional() @IsInt() accountability?: number;
  @IsOptional() @IsBoolean() repeatOffence?: boolean;
}

/** 信访扩展 */
export class PetitionExtension {
  /** T05a */
  @IsOptional() @IsString() form?: string;
  /** T05b */
  @IsOptional() @IsString() purpose?: string;
  /** T05c */
  @IsOptional() @IsString() contentCode?: string;
  /** T05e */
  @IsOptional() @IsString() status?: string;
  @IsOptional() @IsInt() persons?: number;
  @IsOptional() @IsInt() involved?: number;
  @IsOptional() @IsBoolean() groupVisit?: boolean;
  @IsOptional() @IsBoolean() backlog?: boolean;
  @IsOptional() @IsString() unitSatisfaction?: string;
  @IsOptional() @IsBoolean() overdue?: boolean;
}

/** 检察扩展 */
export class ProcuratorateExtension {
  @IsOptional() @IsString() recordKind?: string;
  @IsOptional() @IsString() stage?: string;
  @IsOptional() @IsString() @MaxLength(2000) loophole?: string;
  @IsOptional() @IsString() @MaxLength(2000) advice?: string;
  @IsOptional() @Matches(ISO_DAY) replyDue?: string;
  @IsOptional() @IsBoolean() replied?: boolean;
  @IsOptional() @IsString() assessed?: string;
  @IsOptional() @IsBoolean() toSupervision?: boolean;
  @IsOptional() @IsInt() otherSuspects?: number;
}

/** The part of a clue that leaves the department encrypted once keys exist; readers must ask for it apart. */
export class ProtectedPart {
  /** 详细内容, scrubbed */
  @IsOptional() @IsString() @MaxLength(8000) fullText?: string;
  /** HMAC of ID numbers under the department's key, by index of `persons`. */
  @IsOptional() @IsObject() idHashes?: Record<string, string>;
}

/** 部门建议重点关注: shown, worth no points. */
export class KeyHint {
  @IsBoolean() key!: boolean;
  @IsOptional() @IsString() @MaxLength(200) reason?: string;
}

/**
 * The normalised clue: what every department's record becomes.
 * Field names are the contract; Chinese labels are in the comments.
 */
export class Clue {
  @IsArray() @ArrayMaxSize(50) @ValidateNested({ each: true }) @Type(() => DocNumber) docNumbers!: DocNumber[];
  @IsArray() @ArrayMaxSize(50) @ValidateNested({ each: true }) @Type(() => ExternalRef) externalRefs!: ExternalRef[];
  /** 标题 */
  @IsString() @MinLength(1) @MaxLength(60) title!: string;
  /** 主要问题摘要, scrubbed */
  @IsString() @MinLength(1) @MaxLength(500) summary!: string;
  /** T16 */
  @IsIn(STATEMENT_STATUSES) statementStatus!: StatementStatus;
  @IsArray() @ArrayMaxSize(50) @ValidateNested({ each: true }) @Type(() => ClueUnit) units!: ClueUnit[];
  @IsArray() @ArrayMaxSize(100) @ValidateNested({ each: true }) @Type(() => CluePerson) persons!: CluePerson[];
  /** T03, the first is the primary one */
  @IsArray() @IsString({ each: true }) discipline!: string[];
  /** T04 */
  @IsArray() @IsString({ each: true }) offence!: string[];
  @IsOptional() @IsBoolean() eightRules?: boolean;
  @IsOptional() @IsBoolean() fourWinds?: boolean;
  /** T14 */
  @IsString() domain!: string;
  /** T15 */
  @IsOptional() @IsArray() @IsString({ each: true }) focus3?: string[];
  @IsOptional() @Matches(ISO_DAY) occurFrom?: string;
  @IsOptional() @Matches(ISO_DAY) occurTo?: string;
  @IsIn(DATE_PRECISIONS) occurPrecision!: DatePrecision;
  /** True when the time was said relative to the letter ("去年") and resolved from its date. */
  @IsOptional() @IsBoolean() occurRelative?: boolean;
  @IsOptional() @IsString() @MaxLength(100) occurRaw?: string;
  @IsOptional() @IsString() @MaxLength(200) place?: string;
  @IsOptional() @IsString() @MaxLength(200) project?: string;
  @IsOptional() @IsString() @MaxLength(100) contractNo?: string;
  @IsOptional() @ValidateNested() @Type(() => ClueAmount) amount?: ClueAmount;
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => Counterparty)
  counterparties!: Counterparty[];
  @IsOptional() @ValidateNested() @Type(() => Informant) informant?: Informant;
  /** T02 */
  @IsString() sourceChannel!: string;
  @Matches(ISO_DAY) receivedDate!: string;
  @IsOptional() @Matches(ISO_DAY) originDate?: string;
  @IsOptional() @IsInt() @Min(0) repeatCount?: number;
  @IsOptional() @Matches(ISO_DAY) firstDate?: string;
  @IsOptional() @Matches(ISO_DAY) lastDate?: string;
  @IsArray() @ArrayMaxSize(50) @ValidateNested({ each: true }) @Type(() => Evidence) evidence!: Evidence[];
  /** 提及知情人, a count only */
  @IsOptional() @IsInt() @Min(0) witnessMentioned?: number;
  @IsOptional() @ValidateNested() @Type(() => Disposition) disposition?: Disposition;
  @IsOptional() @ValidateNested() @Type(() => AuditExtension) audit?: AuditExtension;
  @IsOptional() @ValidateNested() @Type(() => PetitionExtension) petition?: PetitionExtension;
  @IsOptional() @ValidateNested() @Type(() => ProcuratorateExtension) procuratorate?: ProcuratorateExtension;
  /** T09b */
  @IsOptional() @IsString() managementAuthority?: string;
  @IsIn(HANDLINGS) handling!: Handling;
  @IsIn(CONTROL_MARKS) controlMark!: ControlMark;
  @IsOptional() @ValidateNested() @Type(() => KeyHint) keyHint?: KeyHint;
  /** Fields that the layout lacks and a documented rule supplied, by name. */
  @IsArray() @IsString({ each: true }) derived!: string[];
  @IsDefined() @ValidateNested() @Type(() => ProtectedPart) protected!: ProtectedPart;
}
