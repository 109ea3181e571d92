import type { AuditExtension, Clue, DocNumber, Evidence, Finding, NormalizeContext, Normalized } from '#libs/contracts';
import { codeTable } from '#libs/contracts';
import { clueAmount, mainAmount, occurrence, parseAmount, parseDate, partsOfText, summarize, toYuan } from '#libs/text';
import type { ProblemRecord } from './problem.record.js';
import { numberOf, splitProblemNo, yearOf } from './report-number.js';
import { respondentsOf, unitsOf } from './respondents.js';
import { amountKindOf, domainOfGroup, type ProblemType, problemTypeIn, problemTypeOf } from './words.js';

const warn = (code: string, field: string, message: string, remedy: string): Finding => ({
  code,
  field,
  message,
  remedy,
});

function typeOf(record: ProblemRecord, warnings: Finding[]): ProblemType | undefined {
  const inText = (): ProblemType | undefined => problemTypeIn(record.problemTitle) ?? problemTypeIn(record.problemDesc);
  if (!record.problemType) return inText();
  const named = problemTypeOf(record.problemType);
  if (named) return named;
  warnings.push(
    warn('W-CODE', 'problemType', '“问题类别”不在代码表T06内，已按问题摘要推断', '请改填代码表T06中的代码或名称'),
  );
  return inText();
}

function amountOf(record: ProblemRecord, warnings: Finding[]): Pick<Clue, 'amount'> {
  const kind = record.amountNature ? amountKindOf(record.amountNature) : 'OTHER';
  if (record.amountNature && kind === undefined)
    warnings.push(
      warn('W-CODE', 'amountNature', '“金额性质”不是可识别的词', '请改填：违规、管理不规范、损失浪费、非金额计量'),
    );
  if (kind === 'NONE') return {};
  const bare = record.amount !== undefined && /^[\d.,，\s]+$/u.test(record.amount) && !record.amountUnit;
  if (bare)
    warnings.push(
      warn('W-UNIT', 'amount', '“问题金额”没有写明单位，已按元计', '请在表头写“问题金额（万元）”或在单元格写明单位'),
    );
  const parsed = record.amount
    ? parseAmount(record.amount, record.amountUnit ? { unit: record.amountUnit } : {})
    : mainAmount(record.problemDesc);
  if (record.amount && !parsed)
    warnings.push(warn('W-AMOUNT', 'amount', '“问题金额”读不出数额', '请填写数字，并写明万元或元'));
  const amount = clueAmount(parsed, kind ?? 'OTHER');
  if (amount && record.amount && record.amountUnit && !/[元万亿]/u.test(amount.raw))
    amount.raw = `${amount.raw}${record.amountUnit}`;
  return amount ? { amount } : {};
}

const NUMBER_BREAK = /[、，,；;\n]+/u;

function evidenceOf(record: ProblemRecord, report: string, transfer: string): Evidence[] {
  const papers = (record.workpaperNo ?? '')
    .split(NUMBER_BREAK)
    .map((part) => part.trim())
    .filter(Boolean);
  return [
    ...papers.slice(0, 20).map((docNo): Evidence => ({ kind: '审计底稿', docNo: docNo.slice(0, 100), hasFile: false })),
    ...(report ? [{ kind: '官方认定', desc: '审计报告', docNo: report, hasFile: false }] : []),
    ...(transfer ? [{ kind: '官方认定', desc: '审计事项移送处理书', docNo: transfer, hasFile: false }] : []),
    ...(record.basis ? [{ kind: '其他', desc: `定性依据：${record.basis}`.slice(0, 300), hasFile: false }] : []),
  ];
}

function docNumbersOf(record: ProblemRecord, report: string): DocNumber[] {
  const numbers: DocNumber[] = [];
  const add = (kind: DocNumber['kind'], raw: string | undefined): void => {
    const norm = numberOf(raw);
    if (norm) numbers.push({ kind, raw: String(raw).slice(0, 100), norm });
  };
  add('AUDIT_TRANSFER', record.transfer?.transferNo ?? record.transferNo);
  add('AUDIT_REPORT', record.project?.reportNo ?? report);
  add('AUDIT_DECISION', record.project?.decisionNo);
  return numbers;
}

function extensionOf(record: ProblemRecord, report: string, type: ProblemType | undefined): AuditExtension {
  const { project, transfer, rectification } = record;
  const state = rectification ? codeTable('T18').find(rectification.rectState)?.code : undefined;
  const rectified = rectification?.rectifiedAmount
    ? parseAmount(
        rectification.rectifiedAmount,
        rectification.rectifiedAmountUnit ? { unit: rectification.rectifiedAmountUnit } : {},
      )
    : undefined;
  const auditType = project?.auditType ? (codeTable('T06a').find(project.auditType)?.code ?? '99') : undefined;
  const transferNo = numberOf(transfer?.transferNo ?? record.transferNo);
  const quantity = `${record.quantity ?? ''}${record.quantityUnit ?? ''}`;
  const parts: Record<keyof AuditExtension, unknown> = {
    projectNo: project?.projectNo,
    projectName: project?.projectName ?? record.projectName,
    auditType,
    reportNo: report || undefined,
    reportDate: project?.reportDate,
    decisionNo: numberOf(project?.decisionNo) || undefined,
    transferNo: transferNo || undefined,
    transferDate: transfer?.transferDate,
    transferReceiver: transfer?.receiver,
    transferFeedback: transfer?.feedback,
    problemType: type?.code,
    amountNature: record.amountNature,
    quantity: quantity || undefined,
    harmsMasses: record.harmsMasses,
    rectState: state,
    rectDueDate: rectification?.dueDate,
    rectifiedAmount: rectified?.min === undefined ? undefined : toYuan(rectified.min),
    accountability: rectification?.accountability === undefined ? undefined : Number(rectification.accountability),
    repeatOffence: state === '7' ? true : rectification?.repeatOffence,
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as AuditExtension;
}

/**
 * The day the finding stands under: the transfer's, else the report's; where the delivery holds neither,
 * the first day of the year in the report number, so that the same rows give the same clue on any day.
 */
function receivedOf(
  record: ProblemRecord,
  report: string,
  context: NormalizeContext,
): { day: string; derived: boolean } {
  const day = record.transfer?.transferDate ?? record.project?.reportDate;
  if (day) return { day, derived: false };
  const year = yearOf(report);
  return { day: year ? `${year}-01-01` : context.today, derived: true };
}

/** 审计发现问题 → clue. */
export function normalizeProblem(record: ProblemRecord, context: NormalizeContext): Normalized {
  const warnings: Finding[] = [];
  const report = splitProblemNo(record.problemNo).report || numberOf(record.reportNo);
  const received = receivedOf(record, report, context);
  const anchor = record.project?.reportDate ?? received.day;
  const text = `${record.problemTitle}。${record.problemDesc}`;
  const { units, section } = unitsOf(record.respUnit);
  const respondents = respondentsOf(record.respPerson ?? '', record.respType ?? '', units[0]?.raw ?? '');
  if (respondents.unknown)
    warnings.push(warn('W-CODE', 'respType', '“责任类型”不是可识别的词', '请改填：直接责任、主管责任、领导责任'));
  if (record.isTransferred && !record.transfer && !record.transferNo)
    warnings.push(warn('W-TRANSFER', 'isTransferred', '写明已移送，但没有对应的移送事项', '请补报移送处理书文号'));
  const type = typeOf(record, warnings);
  const parts = partsOfText(text, anchor);
  const occur = record.occur ? occurrence(parseDate(record.occur, { anchor })) : undefined;
  if (record.occur && occur?.occurFrom === undefined && occur?.occurTo === undefined)
    warnings.push(warn('W-DATE', 'occur', '“发生时间”读不出时间', '请按“2021年”“2021年6月”的样式填写'));
  const { amount: _inText, occurFrom, occurTo, occurPrecision, occurRelative, occurRaw, ...rest } = parts;
  const transferNo = numberOf(record.transfer?.transferNo ?? record.transferNo);
  const room = record.respDept ?? section;
  const answers = room && !text.includes(room) ? `责任科室：${room}。` : '';
  const clue: Clue = {
    ...rest,
    ...(occur && occur.occurPrecision !== 'NONE'
      ? occur
      : {
          ...(occurFrom ? { occurFrom } : {}),
          ...(occurTo ? { occurTo } : {}),
          occurPrecision,
          ...(occurRelative ? { occurRelative } : {}),
          ...(occurRaw ? { occurRaw } : {}),
        }),
    ...amountOf(record, warnings),
    docNumbers: docNumbersOf(record, report),
    externalRefs: [],
    title: record.problemTitle.slice(0, 60),
    summary: summarize(`${answers}${record.problemDesc}`),
    statementStatus: 'AUDIT_FOUND',
    units,
    persons: respondents.persons,
    discipline: type ? type.discipline.slice(0, 1) : parts.discipline,
    domain: parts.domain === 'D99' && type ? (domainOfGroup(type.code) ?? 'D99') : parts.domain,
    evidence: [
      ...evidenceOf(record, report, transferNo),
      ...parts.evidence.filter((item) => item.docNo !== report),
    ].slice(0, 50),
    sourceChannel: record.isTransferred ? '04' : '99',
    receivedDate: received.day,
    ...(record.project?.reportDate ? { originDate: record.project.reportDate } : {}),
    ...dispositionOf(record),
    audit: extensionOf(record, report, type),
    handling: 'GENERAL',
    controlMark: 'WORK_SECRET',
    derived: [
      ...record.derived.filter((field) => field !== 'problemType' || type),
      ...(received.derived ? ['receivedDate'] : []),
    ],
    protected: { fullText: record.problemDesc.slice(0, 8000) },
  };
  return { sourceRecordId: record.problemNo, eventType: 'CLUE_SUBMITTED', payload: clue, warnings };
}

/** 处置: the audit office's opinion, or the transfer and who received it. */
function dispositionOf(record: ProblemRecord): Pick<Clue, 'disposition'> {
  const handler = record.transfer?.receiver;
  const stage = record.isTransferred ? '已移送' : record.opinion?.slice(0, 60);
  if (!handler && !stage) return {};
  return { disposition: { ...(stage ? { stage } : {}), ...(handler ? { handler: handler.slice(0, 100) } : {}) } };
}
