import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { ClueUnit, ISO_DAY, YUAN } from './clue.js';

/** CLUE_WITHDRAWN: the department takes a record back (exclusion reason X9). */
export class Withdrawal {
  @IsString() @MaxLength(200) reason!: string;
}

/** NIL_RETURN (零报告): a signed statement that there is nothing, or that it goes by another way (T19). */
export class NilReturn {
  @IsDefined() @ValidateNested() @Type(() => ClueUnit) unit!: ClueUnit;
  /** T19 */
  @IsString() code!: string;
  @Matches(ISO_DAY) periodFrom!: string;
  @Matches(ISO_DAY) periodTo!: string;
  /** Ledgers that were searched. */
  @IsArray() @IsString({ each: true }) ledgers!: string[];
  @IsArray() @IsString({ each: true }) keywords!: string[];
  @IsString() @MaxLength(500) statement!: string;
  @Matches(ISO_DAY) signedDate!: string;
}

export const NOTE_KINDS = [
  /** 信访工作条例第四十一条 (一): petitions about the leading team */
  'PETITION_A',
  /** (二) petition-work responsibility, figures */
  'PETITION_B',
  /** (三) early signs and trends */
  'PETITION_C',
  /** (四) matters to watch */
  'PETITION_D',
  /** one petition of another purpose than 揭发控告: counted, never a clue */
  'PETITION_STAT',
  /** one audit project, finished (with its report) or running (fact only) */
  'AUDIT_PROJECT',
  'OTHER',
] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

/** SITUATION_NOTE: what a department says about a unit that is no clue: figures, trends, running audits. */
export class SituationNote {
  @IsIn(NOTE_KINDS) kind!: NoteKind;
  @IsArray() @ValidateNested({ each: true }) @Type(() => ClueUnit) units!: ClueUnit[];
  @IsString() @MaxLength(100) title!: string;
  @IsOptional() @IsString() @MaxLength(4000) text?: string;
  @IsOptional() @Matches(ISO_DAY) periodFrom?: string;
  @IsOptional() @Matches(ISO_DAY) periodTo?: string;
  @Matches(ISO_DAY) date!: string;
  /** Named numbers, for instance `按期办结率: 92` (per cent) or `persons: 14`. */
  @IsObject() figures!: Record<string, number>;
  /** Named codes and short texts, for instance `purpose: 求决`, `auditType: 03`, `reportNo`. */
  @IsObject() facts!: Record<string, string>;
}

/** RECTIFICATION_UPDATED: state of the correction of a problem known by its number. */
export class RectificationUpdate {
  @IsString() @MaxLength(64) problemNo!: string;
  /** T18 */
  @IsString() rectState!: string;
  @IsOptional() @Matches(ISO_DAY) dueDate?: string;
  @IsOptional() @IsString() @MaxLength(1000) measure?: string;
  @IsOptional() @Matches(YUAN) rectifiedAmount?: string;
  @IsOptional() @IsInt() @Min(0) accountability?: number;
  @IsOptional() @IsBoolean() repeatOffence?: boolean;
}

/** DISPOSITION_UPDATED: result that the handling body reports for a record it was given. */
export class DispositionUpdate {
  @IsString() @MaxLength(64) clueCodeInCaseSystem!: string;
  @IsOptional() @IsString() stage?: string;
  /** T07 */
  @IsOptional() @IsString() way?: string;
  @IsOptional() @Matches(ISO_DAY) approvedDate?: string;
  /** T07c */
  @IsOptional() @IsString() result?: string;
  @IsOptional() @IsArray() @IsString({ each: true }) measures?: string[];
  @IsOptional() @Matches(ISO_DAY) closedDate?: string;
}

/** UNIT_PROFILE: what a unit is and does. */
export class UnitProfile {
  @IsString() unitId!: string;
  @IsOptional() @IsString() @MaxLength(2000) functions?: string;
  @IsOptional() @IsInt() establishment?: number;
  @IsOptional() @IsInt() staff?: number;
  @IsOptional() @IsInt() leaderPosts?: number;
  @IsArray() @IsString({ each: true }) internalDepts!: string[];
  @IsArray() @IsString({ each: true }) subordinateUnits!: string[];
  @IsOptional() @IsString() lastInspection?: string;
}

/** TEAM_MEMBER: one post of a leading team and who held it when. */
export class TeamMember {
  @IsString() unitId!: string;
  @IsString() @MaxLength(50) name!: string;
  @IsString() @MaxLength(100) post!: string;
  /** Protocol order, 1 first. */
  @IsInt() @Min(0) order!: number;
  @IsBoolean() isFirstLeader!: boolean;
  /** T08 */
  @IsOptional() @IsString() rank?: string;
  @IsArray() @IsString({ each: true }) duties!: string[];
  @IsOptional() @Matches(ISO_DAY) from?: string;
  @IsOptional() @Matches(ISO_DAY) to?: string;
}

/** BATCH_MANIFEST: what one delivery held, so that both sides can compare sums. */
export class BatchManifest {
  @IsString() batchId!: string;
  @IsInt() @Min(0) received!: number;
  @IsInt() @Min(0) accepted!: number;
  @IsInt() @Min(0) refused!: number;
  @IsInt() @Min(0) invalid!: number;
  /** Refused records by reason (T20). */
  @IsOptional() @IsObject() refusedBy?: Record<string, number>;
}
