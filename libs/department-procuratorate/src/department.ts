import { type Department, layoutsFromFile } from '#libs/contracts';
import { assemble } from './assemble.js';
import { CaseRecord } from './case.record.js';
import { guard } from './guard.js';
import { normalizeCase } from './normalize.js';

/** Victims, witnesses and measures never leave the procuratorate, whatever a column is called. */
const DENIED = [
  { pattern: /被害人|受害人|victim/iu, kind: 'victim' },
  { pattern: /证人|证言|witness/iu, kind: 'witness' },
  { pattern: /强制措施|羁押|拘留|逮捕日期|取保|监视居住|在逃|潜逃/u, kind: 'custody' },
];

/** 检察: prosecutions, non-prosecutions, advice, public-interest matters and clues. */
export const procuratorate: Department = {
  code: 'PRO',
  name: 'procuratorate',
  label: '检察',
  lib: '#libs/department-procuratorate',
  sourceSystem: 'excel-upload',
  layouts: layoutsFromFile('libs/department-procuratorate/data/columns.csv', [
    {
      kind: 'cases',
      label: '检察业务情况',
      signature: ['recordKind', 'suspects', 'toSupervision', 'loophole', 'unifiedCaseNo', 'deptCaseNo'],
      denied: DENIED,
    },
  ]),
  assemble,
  recordClass(kind) {
    if (kind !== 'cases') throw new RangeError(`no layout ${kind}`);
    return CaseRecord;
  },
  guard,
  normalize: (record) => normalizeCase(Object.assign(new CaseRecord(), record.fields)),
};
