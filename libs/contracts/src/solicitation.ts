import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  ArrayUnique,
  Equals,
  IsArray,
  IsDefined,
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { DEPARTMENT_CODES, type DepartmentCode } from './vocabulary.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/u;

/** A unit that a department is asked about. Which units are only named so that nobody can tell the inspected ones is said to nobody. */
export class SolicitationTarget {
  @IsString() @MaxLength(80) targetId!: string;
  @IsString() @MaxLength(200) name!: string;
  /** Unified social credit code (GB 32100-2015). */
  @IsOptional() @Matches(/^[0-9A-HJ-NPQRTUWXY]{18}$/u) uscc?: string;
  /** Other names it had within the period. */
  @IsArray() @ArrayUnique() @IsString({ each: true }) aliases!: string[];
}

/** 征集函 to one department: about whom, for which period, what, until when. */
export class Solicitation {
  @IsString() @MaxLength(80) solicitationId!: string;
  @IsString() @MaxLength(60) roundId!: string;
  @IsIn(DEPARTMENT_CODES) department!: DepartmentCode;
  /** 发文字号, where the letter has one. */
  @IsOptional() @IsString() @MaxLength(60) docNumber?: string;
  @Matches(DAY) periodFrom!: string;
  @Matches(DAY) periodTo!: string;
  /** Last day for the reply. */
  @Matches(DAY) deadline!: string;
  @IsArray()
  @ArrayMinSize(1)
  @ValidateNested({ each: true })
  @Type(() => SolicitationTarget)
  targets!: SolicitationTarget[];
  /** What this department is asked for, an item each. */
  @IsArray() @IsString({ each: true }) contents!: string[];
}

/** CloudEvents 1.0 envelope of a solicitation; its key is the solicitation's id, so that a later one replaces an earlier. */
export class SolicitationEvent {
  @Equals('1.0') specversion!: '1.0';
  @IsUUID() id!: string;
  @Equals('/inspection-office') source!: '/inspection-office';
  @Equals('clue-hub.solicitation-issued.v1') type!: 'clue-hub.solicitation-issued.v1';
  @IsString() subject!: string;
  @IsISO8601() time!: string;
  @Equals('application/json') datacontenttype!: 'application/json';
  @IsString() dataschema!: string;
  @IsString() partitionkey!: string;
  @IsDefined() @ValidateNested() @Type(() => Solicitation) data!: Solicitation;
}

/** Name of its JSON Schema below `docs/`. */
export const SOLICITATION_SCHEMA_PATH = 'schemas/solicitation-issued.v1.json';
