import { Allow } from 'class-validator';
import { DayCell, TextCell, WholeCell } from '#libs/contracts';

/** 移送事项: one 审计事项移送处理书. */
export class TransferRecord {
  @TextCell('移送处理书文号', 60) transferNo!: string;
  @DayCell('移送日期') transferDate!: string;
  @TextCell('受移送机关', 100) receiver!: string;
  @TextCell('移送事项', 8000) matter!: string;
  @TextCell('问题编号', 64, { optional: true }) problemNo?: string;
  @TextCell('审计报告文号', 100, { optional: true }) reportNo?: string;
  @TextCell('涉及单位', 200, { optional: true }) unit?: string;
  @TextCell('移送金额', 200, { optional: true }) amount?: string;
  @Allow() amountUnit?: '元' | '万元' | '亿元';
  @WholeCell('移送人数', { optional: true }) personsTotal?: number;
  @WholeCell('地厅级及以上人数', { optional: true }) personsBureau?: number;
  @WholeCell('县处级人数', { optional: true }) personsCounty?: number;
  @WholeCell('乡科级及以下人数', { optional: true }) personsTownship?: number;
  @WholeCell('其他人数', { optional: true }) personsOther?: number;
  @TextCell('处理结果', 2000, { optional: true }) feedback?: string;
  @DayCell('反馈日期', { optional: true }) feedbackDate?: string;
  /** Numbers of the problems of this delivery that this transfer covers, when there are several. */
  @Allow() problems?: string[];
  /** The audited unit, from the project of the report, when the row names none. */
  @Allow() auditedUnit?: string;
}
