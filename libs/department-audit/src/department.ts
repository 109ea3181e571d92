import { type Department, layoutsFromFile, type Normalized, type SourceRecord } from '#libs/contracts';
import { assemble } from './assemble.js';
import { guard } from './guard.js';
import { normalizeProblem } from './normalize-problem.js';
import { normalizeProject } from './normalize-project.js';
import { normalizeRectification } from './normalize-rectification.js';
import { normalizeTransfer } from './normalize-transfer.js';
import { ProblemRecord } from './problem.record.js';
import { ProjectRecord } from './project.record.js';
import { RectificationRecord } from './rectification.record.js';
import { TransferRecord } from './transfer.record.js';

const RECORDS: Record<string, new () => object> = {
  projects: ProjectRecord,
  problems: ProblemRecord,
  transfers: TransferRecord,
  rectification: RectificationRecord,
};

function filled<T extends object>(type: new () => T, record: SourceRecord): T {
  return Object.assign(new type(), record.fields);
}

function recordClass(kind: string): new () => object {
  const found = RECORDS[kind];
  if (!found) throw new RangeError(`no layout ${kind}`);
  return found;
}

/** 审计: a workbook of four sheets. Amounts are mostly in 万元 by the header; problems are joined with the other sheets. */
export const audit: Department = {
  code: 'AUD',
  name: 'audit',
  label: '审计',
  lib: '#libs/department-audit',
  sourceSystem: 'excel-upload',
  layouts: layoutsFromFile('libs/department-audit/data/columns.csv', [
    {
      kind: 'projects',
      label: '审计项目',
      signature: ['reportDate', 'auditType', 'extendedUnits', 'period', 'periodFrom', 'leaderName'],
    },
    {
      kind: 'problems',
      label: '审计发现问题',
      signature: ['problemTitle', 'problemDesc', 'isTransferred', 'respType', 'workpaperNo'],
    },
    { kind: 'transfers', label: '移送事项', signature: ['receiver', 'matter', 'transferDate'] },
    {
      kind: 'rectification',
      label: '整改情况',
      signature: ['rectState', 'repeatOffence', 'rectifiedAmount', 'measure'],
    },
  ]),
  assemble,
  recordClass,
  guard,
  normalize(record, context): Normalized {
    switch (record.kind) {
      case 'projects':
        return normalizeProject(filled(ProjectRecord, record), context);
      case 'transfers':
        return normalizeTransfer(filled(TransferRecord, record));
      case 'rectification':
        return normalizeRectification(filled(RectificationRecord, record));
      default:
        return normalizeProblem(filled(ProblemRecord, record), context);
    }
  },
};
