import { type Department, type Layout, layoutsFromFile } from '#libs/contracts';
import { assembleDiscipline } from './assemble.js';
import { SupervisionFinding } from './finding.record.js';
import { guardDiscipline } from './guard.js';
import { ExportedLetter, Letter } from './letter.record.js';
import { normalizeFinding } from './normalize-finding.js';
import { normalizeLetter } from './normalize-letter.js';

/** Scans and pictures of letters never leave the department, whatever a column is called. */
const DENIED: Layout['denied'] = [{ pattern: /笔迹|信封|邮戳|扫描件|原件照片|录音文件|IP地址/u, kind: 'original' }];

const RECORD_CLASSES: Readonly<Record<string, new () => object>> = {
  letters: Letter,
  'letters-export': ExportedLetter,
  findings: SupervisionFinding,
};

/** 纪检: the letters ledger of the petition room and the findings of daily supervision. */
export const discipline: Department = {
  code: 'DIS',
  name: 'discipline',
  label: '纪检',
  lib: '#libs/department-discipline',
  sourceSystem: 'excel-upload',
  layouts: layoutsFromFile('libs/department-discipline/data/columns.csv', [
    {
      kind: 'letters',
      label: '检举控告登记表',
      signature: ['收件日期', '来源渠道', '实名/匿名/联名', 'receivedDate', 'channel', 'signedType'],
      denied: DENIED,
    },
    {
      kind: 'letters-export',
      label: '信访档案（导出）',
      signature: ['关键字', '批示状态', '信访件转出时间', '删除状态', 'keywords', 'instructionState', 'deleteState'],
      denied: DENIED,
    },
    {
      kind: 'findings',
      label: '日常监督发现问题表',
      signature: ['发现编号', '发现日期', 'findingNo', 'foundDate'],
      denied: DENIED,
    },
  ]),
  assemble: assembleDiscipline,
  recordClass(kind) {
    const recordClass = RECORD_CLASSES[kind];
    if (recordClass === undefined) throw new TypeError(`discipline has no record class for layout ${kind}`);
    return recordClass;
  },
  guard: guardDiscipline,
  normalize: (record, context) =>
    record.kind === 'findings' ? normalizeFinding(record, context) : normalizeLetter(record, context),
};

export default discipline;
