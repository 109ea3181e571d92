import 'reflect-metadata';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ValidateNested } from 'class-validator';
import { DayCell, FlagCell, TextCell } from '#libs/contracts';
import { CasePersonRow, PersonRow } from './person-row.js';

const MOST_PERSONS = 100;
const TOO_MANY = { message: `同一编码下超过${MOST_PERSONS}人；请拆分后报送` };

/** A problem clue of the ledger (问题线索台账): the rows of one 线索编码. */
export class LedgerClue {
  @TextCell('线索编码', 32)
  clueCode!: string;

  @TextCell('主要问题线索', 50_000)
  mainClue!: string;

  @DayCell('受理时间')
  acceptedAt!: string;

  @TextCell('案件来源', 60)
  clueSource!: string;

  @TextCell('来件编号', 200, { optional: true })
  incomingNo?: string;

  @TextCell('上级交办', 100, { optional: true })
  assignedByUpper?: string;

  @FlagCell('是否公开', { optional: true })
  isPublic?: boolean;

  @TextCell('办理机关', 100, { optional: true })
  handlerOrg?: string;

  @TextCell('分管科室', 100, { optional: true })
  handlerRoom?: string;

  @ArrayMaxSize(MOST_PERSONS, TOO_MANY)
  @ValidateNested({ each: true })
  @Type(() => PersonRow)
  persons!: PersonRow[];
}

/** A case of the register (立案台账): the rows of one 案件编码. */
export class RegisteredCase {
  @TextCell('案件编码', 32)
  caseCode!: string;

  @TextCell('简要案情', 50_000)
  mainClue!: string;

  @TextCell('案件来源', 60)
  clueSource!: string;

  @TextCell('线索编码', 200, { optional: true })
  clueCode?: string;

  @TextCell('来件编号', 200, { optional: true })
  incomingNo?: string;

  @FlagCell('是否公开', { optional: true })
  isPublic?: boolean;

  @FlagCell('是否违反中央八项规定精神', { optional: true })
  eightRules?: boolean;

  @TextCell('违纪总金额', 60, { optional: true })
  violationAmount?: string;

  @TextCell('案件总金额', 60, { optional: true })
  caseAmount?: string;

  @TextCell('首次违纪违法时间', 60, { optional: true })
  firstOccurredAt?: string;

  @TextCell('末次违纪违法时间', 60, { optional: true })
  lastOccurredAt?: string;

  @TextCell('主要违纪问题发生时间', 60, { optional: true })
  mainOccurredAt?: string;

  @ArrayMaxSize(MOST_PERSONS, TOO_MANY)
  @ValidateNested({ each: true })
  @Type(() => CasePersonRow)
  persons!: CasePersonRow[];
}
