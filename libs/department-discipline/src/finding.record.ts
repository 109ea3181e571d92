import 'reflect-metadata';
import { DayCell, FlagCell, TextCell } from '#libs/contracts';

/** A finding of daily supervision (监督检查室、派驻组). */
export class SupervisionFinding {
  @TextCell('发现编号', 64)
  findingNo!: string;

  @DayCell('发现日期')
  foundDate!: string;

  @TextCell('单位', 400)
  unit!: string;

  @TextCell('问题', 50_000)
  problem!: string;

  @TextCell('责任人', 200, { optional: true })
  responsibleName?: string;

  @TextCell('责任人职务', 200, { optional: true })
  responsiblePost?: string;

  @TextCell('职级', 50, { optional: true })
  reportedRank?: string;

  @TextCell('干部管理权限', 50, { optional: true })
  authority?: string;

  @TextCell('问题性质', 300, { optional: true })
  problemNature?: string;

  @TextCell('所属领域', 100, { optional: true })
  domain?: string;

  @TextCell('问题发生时间', 100, { optional: true })
  occurredAt?: string;

  @TextCell('涉及金额', 200, { optional: true })
  amount?: string;

  @TextCell('依据', 500, { optional: true })
  basis?: string;

  @TextCell('处置措施', 500, { optional: true })
  measure?: string;

  @FlagCell('是否整改', { optional: true })
  rectified?: boolean;

  @DayCell('整改期限', { optional: true })
  dueDate?: string;

  @TextCell('发现部门', 100, { optional: true })
  foundBy?: string;
}
