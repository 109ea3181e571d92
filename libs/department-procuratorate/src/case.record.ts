import { Allow } from 'class-validator';
import { DayCell, FlagCell, RecordRule, TextCell, WholeCell, WordCell } from '#libs/contracts';
import type { Suspect } from './suspects.js';
import { DOCUMENT_KINDS, RECORD_KINDS, type RecordKind, STAGES, type Stage } from './words.js';

const hasDocument = (record: CaseRecord): boolean =>
  !DOCUMENT_KINDS.has(record.recordKind) || Boolean(record.docNo) || record.derived.includes('docNo');
const hasNumber = (record: CaseRecord): boolean => Boolean(record.recordId);
const saysTransfer = (record: CaseRecord): boolean =>
  record.recordKind !== '监督线索' || record.toSupervision !== undefined || record.derived.includes('toSupervision');
const saysWhat = (record: CaseRecord): boolean =>
  Boolean(record.summary || record.loophole || record.advice || record.caseName || record.charge);

/** One record of the procuratorate: a case, a piece of advice, a public-interest matter or a clue. */
export class CaseRecord {
  @RecordRule<CaseRecord>(
    'E-REQUIRED',
    '“是否已移送监委”为空',
    '监督线索请填“是”或“否”；已移送的填写移送文号',
    saysTransfer,
  )
  @RecordRule<CaseRecord>('E-REQUIRED', '“文书文号”为空', '请填写文书文号（如“青检建〔2023〕4号”）', hasDocument)
  @RecordRule<CaseRecord>('E-REQUIRED', '文书文号和受案号都为空', '请至少填写其中一项', hasNumber)
  @RecordRule<CaseRecord>('E-REQUIRED', '案情、管理漏洞、建议内容、案由都为空', '请至少填写其中一项', saysWhat)
  @WordCell('记录类别', RECORD_KINDS)
  recordKind!: RecordKind;
  @TextCell('部门受案号', 64, { optional: true }) deptCaseNo?: string;
  @TextCell('统一受案号', 64, { optional: true }) unifiedCaseNo?: string;
  @TextCell('文书文号', 64, { optional: true }) docNo?: string;
  @DayCell('文书日期') docDate!: string;
  @DayCell('受理日期', { optional: true }) acceptedDate?: string;
  @TextCell('案件名称', 200, { optional: true }) caseName?: string;
  @TextCell('案由/罪名', 200, { optional: true }) charge?: string;
  @TextCell('移诉其他案由', 200, { optional: true }) otherCharges?: string;
  @TextCell('不起诉类型', 50, { optional: true }) nonProsecution?: string;
  @TextCell('检察建议类型', 50, { optional: true }) adviceKind?: string;
  @Allow() suspects!: Suspect[];
  @TextCell('涉及单位', 200) unit!: string;
  @TextCell('案情摘要', 8000, { optional: true }) summary?: string;
  @TextCell('发现的管理漏洞', 8000, { optional: true }) loophole?: string;
  @TextCell('建议内容', 8000, { optional: true }) advice?: string;
  @DayCell('回复期限', { optional: true }) replyDue?: string;
  @FlagCell('是否回复', { optional: true }) replied?: boolean;
  @TextCell('整改评估', 200, { optional: true }) assessed?: string;
  @FlagCell('是否已移送监委', { optional: true }) toSupervision?: boolean;
  @TextCell('移送监委文号', 100, { optional: true }) toSupervisionNo?: string;
  @WordCell('阶段', STAGES, { optional: true }) stage?: Stage;
  @FlagCell('是否已公开开庭', { optional: true }) publicHearing?: boolean;
  @TextCell('判决书案号', 100, { optional: true }) judgmentNo?: string;
  @DayCell('判决日期', { optional: true }) judgmentDate?: string;
  @TextCell('涉案金额', 200, { optional: true }) amount?: string;
  @Allow() amountUnit?: '元' | '万元' | '亿元';
  @TextCell('发案时间', 100, { optional: true }) occur?: string;
  @TextCell('涉案领域', 100, { optional: true }) dutyField?: string;
  @TextCell('侦查机关', 200, { optional: true }) investigator?: string;
  @TextCell('移送单位', 200, { optional: true }) transferor?: string;
  @TextCell('承办部门', 100, { optional: true }) section?: string;
  @FlagCell('是否督办', { optional: true }) supervised?: boolean;
  @FlagCell('单位犯罪', { optional: true }) unitCrime?: boolean;
  @WholeCell('共同犯罪人数', { optional: true }) accomplices?: number;
  /** Number of the record, by rule from the numbers it has. */
  @Allow() recordId!: string;
  /** Fields that no column of this delivery holds and a rule supplied. */
  @Allow() derived: string[] = [];
}
