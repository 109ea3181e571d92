import { DayCell, RecordRule, TextCell } from '#libs/contracts';

const together = (record: ProjectRecord): boolean => Boolean(record.reportNo) === Boolean(record.reportDate);

/** 审计项目. Without report number and date it is a running audit, of which only the fact is told. */
export class ProjectRecord {
  @TextCell('项目编号', 64, { optional: true }) projectNo?: string;
  @RecordRule<ProjectRecord>(
    'E-REPORT',
    '审计报告文号和审计报告日期只填了一项',
    '已出报告的两项都填，正在审计的两项都不填',
    together,
  )
  @TextCell('审计项目名称', 200)
  projectName!: string;
  @TextCell('审计类型', 50, { optional: true }) auditType?: string;
  @TextCell('被审计单位', 200) auditedUnit!: string;
  @TextCell('延伸单位', 500, { optional: true }) extendedUnits?: string;
  @TextCell('审计期间', 100, { optional: true }) period?: string;
  @TextCell('审计期间起', 50, { optional: true }) periodFrom?: string;
  @TextCell('审计期间止', 50, { optional: true }) periodTo?: string;
  @TextCell('审计报告文号', 60, { optional: true }) reportNo?: string;
  @DayCell('审计报告日期', { optional: true }) reportDate?: string;
  @TextCell('审计决定文号', 100, { optional: true }) decisionNo?: string;
  @TextCell('被审计领导干部姓名', 50, { optional: true }) leaderName?: string;
  @TextCell('被审计领导干部职务', 100, { optional: true }) leaderPost?: string;
  @TextCell('职级', 50, { optional: true }) leaderRank?: string;
  @TextCell('任职起始', 50, { optional: true }) tenureFrom?: string;
  @TextCell('任职终止', 50, { optional: true }) tenureTo?: string;
}
