import { Allow } from 'class-validator';
import { CodeCell, DayCell, FlagCell, RecordRule, TextCell, WholeCell } from '#libs/contracts';

const hasText = (record: LetterRecord): boolean => Boolean(record.overview?.trim() || record.content?.trim());
const hasDay = (record: LetterRecord): boolean => Boolean(record.registeredAt || record.petitionDate);

/** One 信访件 of the national field set. What could identify the petitioner has no field here: it never leaves the reader. */
export class LetterRecord {
  @RecordRule<LetterRecord>('E-DATE', '登记时间和信访日期都为空', '请至少填写其中一项', hasDay)
  @RecordRule<LetterRecord>('E-REQUIRED', '概况信息和投诉内容都为空', '请至少填写其中一项', hasText)
  @TextCell('信访件编号', 38)
  petitionNo!: string;
  @TextCell('信访件id', 64, { optional: true }) petitionId?: string;
  @TextCell('联合信访件id', 64, { optional: true }) jointId?: string;
  @TextCell('重复信访件编号', 64, { optional: true }) repeatOf?: string;
  @DayCell('信访日期', { optional: true }) petitionDate?: string;
  @DayCell('登记时间', { optional: true }) registeredAt?: string;
  @TextCell('信访形式', 30, { optional: true }) form?: string;
  @WholeCell('信访人数', { optional: true }) persons?: number;
  @WholeCell('涉及人数', { optional: true }) involved?: number;
  @TextCell('登记机构名称', 200, { optional: true }) regOrg?: string;
  @TextCell('登记机构代码', 30, { optional: true }) regOrgCode?: string;
  @TextCell('登记机构类别', 30, { optional: true }) regOrgClass?: string;
  @TextCell('登记部门', 200, { optional: true }) regDept?: string;
  /** Beyond 8000 characters only the summary is kept. */
  @TextCell('概况信息', 200_000, { optional: true }) overview?: string;
  @TextCell('投诉内容', 200_000, { optional: true }) content?: string;
  @TextCell('信访件状态', 30, { optional: true }) status?: string;
  @FlagCell('本机构初次', { optional: true }) firstLocal?: boolean;
  @FlagCell('全国初次', { optional: true }) firstNational?: boolean;
  @FlagCell('重复信访标志', { optional: true }) isRepeat?: boolean;
  @TextCell('首次信访机构', 200, { optional: true }) firstOrg?: string;
  @DayCell('首次信访日期', { optional: true }) firstDate?: string;
  @TextCell('问题属地代码', 100, { optional: true }) placeCode?: string;
  @TextCell('内容分类代码', 50, { optional: true }) contentCode?: string;
  @CodeCell('信访目的代码', 'T05b') purpose!: string;
  @TextCell('信访原因代码', 50, { optional: true }) reason?: string;
  @FlagCell('是否联名', { optional: true }) joint?: boolean;
  @FlagCell('匿名标志', { optional: true }) anonymous?: boolean;
  @FlagCell('重大紧急标志', { optional: true }) urgent?: boolean;
  @FlagCell('三跨三分离标志', { optional: true }) crossed?: boolean;
  @FlagCell('积案标志', { optional: true }) backlog?: boolean;
  @TextCell('热点问题', 100, { optional: true }) hotIssue?: string;
  @TextCell('所属系统', 100, { optional: true }) system?: string;
  @FlagCell('复查标志', { optional: true }) reviewed?: boolean;
  @FlagCell('复核标志', { optional: true }) rechecked?: boolean;
  @FlagCell('办结标志', { optional: true }) closed?: boolean;
  @FlagCell('审核认定办结标志', { optional: true }) closureConfirmed?: boolean;
  @DayCell('限办截止时间', { optional: true }) dueAt?: string;
  @DayCell('办结日期', { optional: true }) closedAt?: string;
  @TextCell('被反映人或单位', 255, { optional: true }) reflected?: string;
  @TextCell('被反映人级别', 50, { optional: true }) reflectedRank?: string;
  @TextCell('被反映人职务', 200, { optional: true }) reflectedPost?: string;
  @TextCell('办理程序', 50, { optional: true }) procedure?: string;
  @TextCell('办理方式', 50, { optional: true }) way?: string;
  @TextCell('责任单位', 200, { optional: true }) handledBy?: string;
  @TextCell('转办文号', 100, { optional: true }) forwardNo?: string;
  @TextCell('转办去向', 100, { optional: true }) forwardTo?: string;
  @TextCell('对责任单位评价', 30, { optional: true }) unitSatisfaction?: string;
  @TextCell('对信访部门评价', 30, { optional: true }) officeSatisfaction?: string;
  /** Whether the dropped columns held a name, a way to reach the petitioner. */
  @Allow() hasName?: boolean;
  @Allow() hasContact?: boolean;
  /** Repeat registrations of this petition in the same delivery, and the day of the last. */
  @Allow() repeats?: number;
  @Allow() lastRepeat?: string;
}
