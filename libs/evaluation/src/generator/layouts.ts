import type { Chance } from './chance.js';
import type { Difficulty, Matter } from './matter.js';
import { DIVISION } from './office.js';
import type { Telling } from './wording.js';
import { WORDS } from './words.js';

export type DepartmentName = 'discipline' | 'case-management' | 'audit' | 'petition' | 'procuratorate';

/** One record in its department's own layout, as its JSON door takes it. */
export type Fields = Record<string, unknown>;

/** Numbers and days that a record carries. */
export interface Paper {
  /** Serial of the record in the whole set. */
  serial: number;
  received: string;
  /** Number it came under, and who sent it. */
  incomingNo?: string;
  incomingFrom?: string;
  /** Number under which it goes on. */
  forwardNo?: string;
  /** First letter that it repeats. */
  first?: string;
}

export interface Written {
  department: DepartmentName;
  /** Number by which the department knows the record. */
  sourceRecordId: string;
  fields: Fields;
}

type Layout = (chance: Chance, matter: Matter, telling: Telling, paper: Paper) => Written;

/** Drops cells that a clerk leaves blank. */
function sparse(chance: Chance, fields: Fields, optional: readonly string[], hard: Set<Difficulty>): Fields {
  const kept = { ...fields };
  for (const field of optional)
    if (kept[field] !== undefined && chance.happens(0.2)) {
      delete kept[field];
      hard.add('emptyField');
    }
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined && value !== ''));
}

const serialOf = (serial: number, width = 6): string => String(serial).padStart(width, '0');
const yearOf = ({ received }: Paper): string => received.slice(0, 4);
const nameCell = ({ name }: Telling): string => name;

const letter: Layout = (chance, matter, telling, paper) => {
  const sourceRecordId = `QX${yearOf(paper)}-${serialOf(paper.serial)}`;
  const { family } = matter;
  const signed = chance.of(['匿名', '匿名', '署名未核实', '实名已核实', '联名']);
  const fields = {
    layout: 'letters',
    complaintNo: sourceRecordId,
    receivedDate: paper.received,
    channel: paper.incomingNo ? '转办' : chance.of(['来信', '来访', '来电', '网络']),
    signedType: signed,
    reportedName: nameCell(telling),
    reportedUnit: telling.unit,
    reportedPost: telling.post,
    mainProblem: telling.text,
    placeCode: DIVISION,
    problemNature: family.discipline,
    domain: family.domain,
    occurredAt: telling.when,
    amount: telling.sum,
    incomingNo: paper.incomingNo,
    incomingFrom: paper.incomingFrom,
    ...(paper.first ? { isRepeat: true, firstNo: paper.first } : {}),
  };
  const optional = ['reportedPost', 'domain', 'occurredAt', 'amount', 'placeCode'];
  return { department: 'discipline', sourceRecordId, fields: sparse(chance, fields, optional, telling.hard) };
};

const finding: Layout = (chance, matter, telling, paper) => {
  const sourceRecordId = `JD${yearOf(paper)}-${serialOf(paper.serial)}`;
  const fields = {
    layout: 'findings',
    findingNo: sourceRecordId,
    foundDate: paper.received,
    unit: telling.unit,
    problem: telling.text,
    responsibleName: nameCell(telling),
    responsiblePost: telling.post,
    problemNature: matter.family.discipline,
    domain: matter.family.domain,
    occurredAt: telling.when,
    amount: telling.sum,
  };
  const optional = ['responsibleName', 'responsiblePost', 'domain', 'occurredAt', 'amount'];
  return { department: 'discipline', sourceRecordId, fields: sparse(chance, fields, optional, telling.hard) };
};

const RANKS: Record<string, string> = { village: '村(社区)', school: '其他', soe: '其他' };

/** 案件来源 by what the clue grew from. */
const SOURCES: Record<string, string> = { 区审计局: '审计移送', 区检察院: '司法机关移送', 区纪委信访室: '信访举报' };

const ledger: Layout = (chance, matter, telling, paper) => {
  const sourceRecordId = `990101${yearOf(paper)}${serialOf(paper.serial)}`;
  const fields = {
    layout: 'ledger',
    clueCode: sourceRecordId,
    personCode: `P${serialOf(paper.serial)}`,
    isUnit: false,
    reflectedName: nameCell(telling) || '不详',
    unitAndPost: `${telling.unit}${telling.post}`,
    rank: '乡科级副职',
    authority: RANKS[matter.unit.kind] ?? '县管',
    acceptedAt: paper.received,
    mainClue: telling.text,
    clueSource: SOURCES[paper.incomingFrom ?? ''] ?? chance.of(['日常监督发现', '信访举报', '专项治理发现']),
    incomingNo: paper.incomingNo,
    violation: matter.family.discipline,
    handlerOrg: '青禾区纪委监委',
  };
  return {
    department: 'case-management',
    sourceRecordId,
    fields: sparse(chance, fields, ['handlerOrg'], telling.hard),
  };
};

const NATURES = ['违规', '管理不规范', '损失浪费'];
/** Findings of one audit report. */
const OF_REPORT = 8;

const auditProblem: Layout = (chance, matter, telling, paper) => {
  const report = `青审报〔${yearOf(paper)}〕${1 + Math.floor(paper.serial / OF_REPORT)}号`;
  const sourceRecordId = `${report}#${paper.serial}`;
  const fields = {
    layout: 'problems',
    problemNo: sourceRecordId,
    reportNo: report,
    problemTitle: matter.family.title.replace('{thing}', matter.thing).slice(0, 100),
    problemDesc: telling.text,
    problemType: '资金使用',
    amountNature: chance.of(NATURES),
    amount: telling.sum,
    occur: telling.when,
    respUnit: telling.unit,
    respPerson: telling.name === '' ? undefined : `${telling.name}（${telling.post}）`,
    basis: '财政违法行为处罚处分条例',
    isTransferred: paper.forwardNo !== undefined,
    transferNo: paper.forwardNo,
    harmsMasses: matter.family.discipline === '群众纪律',
  };
  const optional = ['amount', 'occur', 'respPerson', 'amountNature', 'basis'];
  return { department: 'audit', sourceRecordId, fields: sparse(chance, fields, optional, telling.hard) };
};

const petitionLetter: Layout = (chance, _matter, telling, paper) => {
  const sourceRecordId = `${yearOf(paper)}${serialOf(paper.serial, 11)}`;
  const overview = telling.text.length > 80 && chance.happens(0.3) ? telling.text.slice(0, 40) : telling.text;
  const persons = chance.happens(0.8) ? 1 : 2 + chance.below(12);
  const fields = {
    layout: 'letters',
    petitionNo: sourceRecordId,
    petitionDate: paper.received,
    registeredAt: paper.received,
    form: chance.of(['来信', '来访', '网信']),
    persons,
    overview,
    content: telling.text,
    purpose: '揭发控告',
    status: '已登记',
    joint: persons > 1,
    anonymous: chance.happens(0.3),
    placeCode: DIVISION,
    reflected:
      telling.unit === '' ? undefined : `${telling.unit}${telling.name === '' ? '' : telling.post + telling.name}`,
    forwardNo: paper.forwardNo,
    forwardTo: paper.forwardNo ? '区纪委监委信访室' : undefined,
    // With the first letter's number the door itself counts a repeat with its first.
    ...(paper.first ? { isRepeat: true } : {}),
  };
  return {
    department: 'petition',
    sourceRecordId,
    fields: sparse(chance, fields, ['reflected', 'placeCode'], telling.hard),
  };
};

const caseRecord: Layout = (chance, matter, telling, paper) => {
  const caseNo = `青禾检刑诉受〔${yearOf(paper)}〕990101${serialOf(paper.serial)}号`;
  const clue = paper.forwardNo !== undefined;
  const fields = {
    layout: 'cases',
    recordKind: clue ? '监督线索' : '起诉',
    deptCaseNo: caseNo,
    ...(clue ? {} : { docNo: `青检刑诉〔${yearOf(paper)}〕Z${paper.serial}号`, stage: '起诉', publicHearing: true }),
    docDate: paper.received,
    charge: WORDS.charges[matter.family.discipline],
    suspects: [{ name: telling.name, unit: telling.unit, post: telling.post }],
    unit: telling.unit,
    summary: telling.text,
    amount: telling.sum,
    occur: telling.when,
    toSupervision: clue,
    toSupervisionNo: paper.forwardNo,
  };
  return {
    department: 'procuratorate',
    sourceRecordId: clue ? `监督线索:${caseNo}` : caseNo,
    fields: sparse(chance, fields, ['amount', 'occur'], telling.hard),
  };
};

/** Every layout that the generator writes. */
export const LAYOUTS = { letter, finding, ledger, auditProblem, petitionLetter, caseRecord };
