import { Allow } from 'class-validator';
import { CodeCell, DayCell, FlagCell, TextCell, WholeCell } from '#libs/contracts';

/** 整改情况 of one problem. */
export class RectificationRecord {
  @TextCell('问题编号', 64) problemNo!: string;
  @CodeCell('整改状态', 'T18') rectState!: string;
  @DayCell('整改期限', { optional: true }) dueDate?: string;
  @TextCell('整改措施', 2000, { optional: true }) measure?: string;
  @TextCell('已整改金额', 200, { optional: true }) rectifiedAmount?: string;
  @Allow() rectifiedAmountUnit?: '元' | '万元' | '亿元';
  @WholeCell('追责人数', { optional: true }) accountability?: number;
  @TextCell('整改证明材料', 1000, { optional: true }) evidence?: string;
  @FlagCell('屡审屡犯', { optional: true }) repeatOffence?: boolean;
  @DayCell('核查时间', { optional: true }) checkedAt?: string;
}
