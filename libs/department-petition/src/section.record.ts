import { Allow } from 'class-validator';
import { DayCell, RecordRule, TextCell, WordCell } from '#libs/contracts';

/** Letters of the four return sections of 信访工作条例 art. 41. */
export const SECTION_LETTERS = ['A', 'B', 'C', 'D'] as const;
export type SectionLetter = (typeof SECTION_LETTERS)[number];

const dated = (record: SectionRecord): boolean => Boolean(record.date || record.periodTo || record.period);

/** One line of what the petition office returns about a unit: an item (A, D), figures (B) or a trend (C). */
export class SectionRecord {
  @RecordRule<SectionRecord>('E-DATE', '时段和报送日期都为空', '请填写统计时段或报送日期', dated)
  @TextCell('单位名称', 200)
  unit!: string;
  @WordCell('情况类别', SECTION_LETTERS) section!: SectionLetter;
  @TextCell('编号', 40, { optional: true }) itemNo?: string;
  @TextCell('标题', 2000, { optional: true }) title?: string;
  @TextCell('情况说明', 8000, { optional: true }) text?: string;
  @TextCell('时段', 60, { optional: true }) period?: string;
  @DayCell('时段起', { optional: true }) periodFrom?: string;
  @DayCell('时段止', { optional: true }) periodTo?: string;
  @DayCell('报送日期', { optional: true }) date?: string;
  @TextCell('内容分类', 50, { optional: true }) contentCode?: string;
  @TextCell('件数', 30, { optional: true }) count?: string;
  @TextCell('信访总量', 30, { optional: true }) total?: string;
  @TextCell('揭发控告件数', 30, { optional: true }) accusations?: string;
  @TextCell('求决件数', 30, { optional: true }) requests?: string;
  @TextCell('意见建议件数', 30, { optional: true }) suggestions?: string;
  @TextCell('重复件数', 30, { optional: true }) repeats?: string;
  @TextCell('集体访批次', 30, { optional: true }) groupVisits?: string;
  @TextCell('集体访人次', 30, { optional: true }) groupPersons?: string;
  @TextCell('转送交办件数', 30, { optional: true }) forwarded?: string;
  @TextCell('按期受理率', 30, { optional: true }) acceptedInTime?: string;
  @TextCell('按期办结率', 30, { optional: true }) closedInTime?: string;
  @TextCell('满意率', 30, { optional: true }) satisfied?: string;
  @TextCell('积案数', 30, { optional: true }) backlogs?: string;
  @TextCell('领导包案数', 30, { optional: true }) leaderCases?: string;
  /** Number of the line: as written, else derived from what it says. */
  @Allow() key!: string;
}
