import 'reflect-metadata';
import { DayCell, FlagCell, TextCell } from '#libs/contracts';

/** A unit has no post, rank or authority of its own. */
const ofUnit = { optional: (row: PersonRow): boolean => row.isUnit === true };

/** One person (or unit) of a clue: a row of the ledger. Rows of one 线索编码 differ in these fields. */
export class PersonRow {
  @TextCell('人员编码', 32)
  personCode!: string;

  @FlagCell('是否单位', { optional: true })
  isUnit?: boolean;

  @TextCell('被反映人', 100)
  reflectedName!: string;

  @TextCell('工作单位及职务', 200, ofUnit)
  unitAndPost?: string;

  @TextCell('职级', 50, ofUnit)
  rank?: string;

  @TextCell('干部管理权限', 50, ofUnit)
  authority?: string;

  @TextCell('监察对象二级分类', 100, { optional: true })
  supervisedClass?: string;

  @FlagCell('是否党员', { optional: true })
  isPartyMember?: boolean;

  @TextCell('出生年月', 20, { optional: true })
  birthYearMonth?: string;

  @TextCell('违纪行为', 500)
  violation!: string;

  @TextCell('职务犯罪行为', 500, { optional: true })
  dutyOffence?: string;

  @TextCell('其他违法犯罪行为', 500, { optional: true })
  otherOffence?: string;

  @DayCell('处置方式1批准时间', { optional: true })
  disposal1ApprovedAt?: string;

  @TextCell('一级处置方式1', 60, { optional: true })
  disposal1Level1?: string;

  @TextCell('二级处置方式1', 60, { optional: true })
  disposal1Level2?: string;

  @DayCell('处置方式2批准时间', { optional: true })
  disposal2ApprovedAt?: string;

  @TextCell('一级处置方式2', 60, { optional: true })
  disposal2Level1?: string;

  @TextCell('二级处置方式2', 60, { optional: true })
  disposal2Level2?: string;

  @DayCell('处置方式3批准时间', { optional: true })
  disposal3ApprovedAt?: string;

  @TextCell('一级处置方式3', 60, { optional: true })
  disposal3Level1?: string;

  @TextCell('二级处置方式3', 60, { optional: true })
  disposal3Level2?: string;
}

/** One person of a case: a row of the case register, only what may be taken. */
export class CasePersonRow {
  @TextCell('涉案人员编码', 32)
  personCode!: string;

  @TextCell('被调查人', 100)
  reflectedName!: string;

  @TextCell('工作单位及职务', 200)
  unitAndPost!: string;

  @TextCell('职级', 50, { optional: true })
  rank?: string;

  @TextCell('正副职级', 50, { optional: true })
  rankLevel?: string;

  @TextCell('干部管理权限', 50)
  authority!: string;

  @TextCell('一把手违纪违法', 50, { optional: true })
  firstLeader?: string;

  @DayCell('纪委立案时间', { optional: (row: CasePersonRow) => Boolean(row.supervisionFiledAt) })
  disciplineFiledAt?: string;

  @DayCell('监委立案时间', { optional: true })
  supervisionFiledAt?: string;

  @DayCell('结案时间', { optional: true })
  closedAt?: string;

  @TextCell('党纪处分', 100, { optional: true })
  partySanction?: string;

  @TextCell('政务处分', 100, { optional: true })
  governmentSanction?: string;

  @TextCell('其他处理', 200, { optional: true })
  otherHandling?: string;

  @DayCell('移送司法机关时间', { optional: true })
  transferredAt?: string;

  @TextCell('违纪行为', 500, { optional: true })
  violation?: string;

  @TextCell('职务违法犯罪行为', 500, { optional: true })
  dutyOffence?: string;
}
