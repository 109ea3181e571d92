import { Allow, ValidateIf } from 'class-validator';
import { FlagCell, TextCell } from '#libs/contracts';
import type { ProjectRecord } from './project.record.js';
import type { RectificationRecord } from './rectification.record.js';
import type { TransferRecord } from './transfer.record.js';

const given = (field: string) => ValidateIf((record: ProblemRecord) => !record.derived.includes(field));

/** 审计发现问题: one problem of a report, with what the other sheets say about it. */
export class ProblemRecord {
  /** `{审计报告文号}#{n}`; the report's number in normal form. */
  @TextCell('问题编号', 64) problemNo!: string;
  @TextCell('问题摘要', 100) problemTitle!: string;
  @TextCell('问题描述', 8000) problemDesc!: string;
  @given('problemType') @TextCell('问题类别', 100) problemType!: string;
  @TextCell('金额性质', 50, { optional: true }) amountNature?: string;
  @TextCell('问题金额', 200, { optional: true }) amount?: string;
  @Allow() amountUnit?: '元' | '万元' | '亿元';
  @TextCell('数量', 100, { optional: true }) quantity?: string;
  @TextCell('计量单位', 20, { optional: true }) quantityUnit?: string;
  @TextCell('发生时间', 100, { optional: true }) occur?: string;
  @TextCell('责任单位', 200) respUnit!: string;
  @TextCell('责任科室', 100, { optional: true }) respDept?: string;
  @TextCell('责任人及职务', 300, { optional: true }) respPerson?: string;
  @TextCell('责任人职级', 50, { optional: true }) respRank?: string;
  @TextCell('责任类型', 100, { optional: true }) respType?: string;
  @TextCell('定性依据', 1000, { optional: true }) basis?: string;
  @TextCell('证据（底稿/取证单号）', 500, { optional: true }) workpaperNo?: string;
  @TextCell('审计意见/处理', 2000, { optional: true }) opinion?: string;
  @given('isTransferred') @FlagCell('是否移送') isTransferred!: boolean;
  @TextCell('移送处理书文号', 100, { optional: true }) transferNo?: string;
  @FlagCell('是否侵害群众利益', { optional: true }) harmsMasses?: boolean;
  @TextCell('审计报告文号', 100, { optional: true }) reportNo?: string;
  @TextCell('审计项目名称', 200, { optional: true }) projectName?: string;
  /** Joined rows. They have passed their own classes, else they stay records of their own. */
  @Allow() project?: ProjectRecord;
  @Allow() transfer?: TransferRecord;
  @Allow() rectification?: RectificationRecord;
  /** Fields that no column of this delivery holds and a rule supplied. */
  @Allow() derived: string[] = [];
}
