import { type Department, type Layout, layoutsFromFile } from '#libs/contracts';
import { assembleCaseManagement } from './assemble.js';
import { LedgerClue, RegisteredCase } from './clue.record.js';
import { guardCaseManagement } from './guard.js';
import { normalizeCase } from './normalize-case.js';
import { normalizeLedger } from './normalize-ledger.js';

/** What must never leave case management, whatever the sheet: measures and custody, flight and arrest, reports, inquiries. */
const DENIED: Layout['denied'] = [
  {
    pattern:
      /留置|采取.{0,4}措施|措施(?:机关|地点|期限|审批)|两规|两指|双规|双指|羁押|看守|拘留|逮捕|限制出境|边控|延期|潜逃|在逃|外逃|追逃|抓获|到案|通缉/u,
    kind: 'custody',
  },
  { pattern: /忏悔|悔过书|检讨书/u, kind: 'confession' },
  { pattern: /(?:调查|审理|立案|初核|审查|结案)(?:审查)?报告|审理意见|笔录|谈话记录/u, kind: 'report' },
  { pattern: /查询|冻结|扣押|查封|搜查|技术(?:调查|侦查|措施)|勘验|鉴定/u, kind: 'inquiry' },
  { pattern: /家庭(?:成员|住址)|手机|联系电话|住址|籍贯|(?<!被)举报人/u, kind: 'privacy' },
];

/** 案管: the single ledger of problem clues and the case register. */
export const caseManagement: Department = {
  code: 'CMG',
  name: 'case-management',
  label: '案管',
  lib: '#libs/department-case-management',
  sourceSystem: 'case-ledger-6',
  layouts: layoutsFromFile('libs/department-case-management/data/columns.csv', [
    {
      kind: 'ledger',
      label: '问题线索台账',
      signature: ['主要问题线索', '统计标识', '上级交办', '受理时间', 'acceptedAt', 'assignedByUpper', 'statMark'],
      denied: DENIED,
    },
    {
      kind: 'cases',
      label: '立案台账',
      signature: ['案件编码', '涉案人员编码', '被调查人', 'caseCode', 'disciplineFiledAt', 'supervisionFiledAt'],
      denied: DENIED,
    },
  ]),
  assemble: assembleCaseManagement,
  recordClass: (kind) => (kind === 'cases' ? RegisteredCase : LedgerClue),
  guard: guardCaseManagement,
  normalize: (record, context) =>
    record.kind === 'cases' ? normalizeCase(record, context) : normalizeLedger(record, context),
};

export default caseManagement;
