import 'reflect-metadata';
import { CodeCell, DayCell, FlagCell, TextCell, WholeCell } from '#libs/contracts';

/** Longest text of a letter that is read at all; beyond 8000 characters only the summary stands. */
const TEXT_LIMIT = 50_000;

const filled = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** What both layouts of the letters ledger (检举控告登记) share. */
class LetterFields {
  /** 信访编号; derived where the layout has none. */
  @TextCell('信访编号', 64)
  complaintNo!: string;

  @DayCell('收件日期')
  receivedDate!: string;

  @TextCell('被举报人姓名', 200, { optional: true })
  reportedName?: string;

  @TextCell('单位', 400, { optional: (letter: LetterFields) => filled(letter.reportedName) })
  reportedUnit?: string;

  @TextCell('职务', 200, { optional: true })
  reportedPost?: string;

  @TextCell('职级', 50, { optional: true })
  reportedRank?: string;

  @TextCell('政治面貌', 50, { optional: true })
  politicalStatus?: string;

  @TextCell('反映的主要问题', TEXT_LIMIT)
  mainProblem!: string;

  @TextCell('问题属地', 100, { optional: true })
  placeCode?: string;

  @TextCell('问题性质', 300)
  problemNature!: string;

  @FlagCell('有无批示', { optional: true })
  hasInstruction?: boolean;

  @TextCell('承办单位', 100, { optional: true })
  handler?: string;

  @DayCell('转出时间', { optional: true })
  forwardedAt?: string;

  @TextCell('办理状态', 60, { optional: true })
  status?: string;

  @TextCell('首次编号', 64, { optional: true })
  firstNo?: string;

  @TextCell('来文编号', 200, { optional: true })
  incomingNo?: string;

  @TextCell('转办单位', 100, { optional: true })
  incomingFrom?: string;
}

/** A letter in the office's own field table. */
export class Letter extends LetterFields {
  @CodeCell('来源渠道', 'T17b')
  channel!: string;

  @CodeCell('实名/匿名/联名', 'T17')
  signedType!: string;

  @FlagCell('署名是否核实', { optional: true })
  signedVerified?: boolean;

  @WholeCell('联名人数', { optional: true })
  jointCount?: string | number;

  @FlagCell('知情范围小', { optional: true })
  smallCircle?: boolean;

  @TextCell('一把手', 50, { optional: true })
  firstLeader?: string;

  @TextCell('干部管理权限', 50, { optional: true })
  authority?: string;

  @TextCell('涉嫌职务违法犯罪', 300, { optional: true })
  dutyOffence?: string;

  @TextCell('所属领域', 100, { optional: true })
  domain?: string;

  @TextCell('问题发生时间', 100, { optional: true })
  occurredAt?: string;

  @TextCell('涉及金额', 200, { optional: true })
  amount?: string;

  @TextCell('附件', 1000, { optional: true })
  attachments?: string;

  @FlagCell('是否重复件', { optional: true })
  isRepeat?: boolean;

  @WholeCell('重复次数', { optional: true })
  repeatCount?: string | number;

  @TextCell('转出编号', 100, { optional: true })
  forwardNo?: string;

  @TextCell('办理结果', 60, { optional: true })
  result?: string;

  @FlagCell('建议重点关注', { optional: true })
  keyHint?: boolean;

  @TextCell('重点关注理由', 1000, { optional: true })
  keyReason?: string;
}

/** A column that the export lacks altogether is not missed. */
const lacking =
  (field: string) =>
  (letter: ExportedLetter): boolean =>
    letter.derived.includes(field);

/** A letter as the reporting platform exports it: 21 columns without number, date of receipt, channel and signature. */
export class ExportedLetter extends LetterFields {
  /** Fields that the export lacks and `assemble` derived or left unknown. */
  derived!: string[];

  @CodeCell('来源渠道', 'T17b', { optional: lacking('channel') })
  channel?: string;

  @CodeCell('实名/匿名/联名', 'T17', { optional: lacking('signedType') })
  signedType?: string;
}
