import type { Clue, Normalized, SituationNote } from '#libs/contracts';
import { clueAmount, parseAmount, partsOfText, summarize } from '#libs/text';
import { contentNumber, numberOf } from './report-number.js';
import type { TransferRecord } from './transfer.record.js';

const numberId = (record: TransferRecord): string => `transfer:${numberOf(record.transferNo)}`.slice(0, 64);

function amountOf(record: TransferRecord): Pick<Clue, 'amount'> {
  const parsed = record.amount
    ? parseAmount(record.amount, record.amountUnit ? { unit: record.amountUnit } : {})
    : undefined;
  const amount = clueAmount(parsed, 'INVOLVED');
  return amount ? { amount } : {};
}

function figuresOf(record: TransferRecord): Record<string, number> {
  const figures = {
    personsTotal: record.personsTotal,
    personsTownship: record.personsTownship,
    personsOther: record.personsOther,
  };
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]) => (value === undefined ? [] : [[name, Number(value)]])),
  );
}

/** A transfer of several problems of the delivery: the problems are the clues, the paper is a note. */
function note(record: TransferRecord): SituationNote {
  const unit = record.unit ?? record.auditedUnit;
  return {
    kind: 'OTHER',
    units: unit ? [{ raw: unit, role: 'RESPONSIBLE' }] : [],
    title: '审计移送事项',
    text: record.matter.slice(0, 4000),
    date: record.transferDate,
    figures: { ...figuresOf(record), problems: record.problems?.length ?? 0 },
    facts: {
      transferNo: numberOf(record.transferNo),
      receiver: record.receiver,
      problems: (record.problems ?? []).join('、'),
      ...(record.feedback ? { feedback: record.feedback } : {}),
    },
  };
}

/** A transfer whose problem is not in the delivery is a clue of its own, under its own number. */
export function normalizeTransfer(record: TransferRecord): Normalized {
  const sourceRecordId = numberId(record) || contentNumber([record.matter]);
  if (record.problems && record.problems.length > 1)
    return { sourceRecordId, eventType: 'SITUATION_NOTE', payload: note(record), warnings: [] };
  const unit = record.unit ?? record.auditedUnit;
  const norm = numberOf(record.transferNo);
  const { amount: inText, ...parts } = partsOfText(record.matter, record.transferDate, 'INVOLVED');
  const clue: Clue = {
    ...parts,
    ...(inText ? { amount: inText } : {}),
    ...amountOf(record),
    docNumbers: [
      { kind: 'AUDIT_TRANSFER', raw: record.transferNo, norm },
      ...(record.reportNo
        ? [{ kind: 'AUDIT_REPORT' as const, raw: record.reportNo, norm: numberOf(record.reportNo) }]
        : []),
    ],
    externalRefs: [],
    title: record.matter.slice(0, 60),
    summary: summarize(record.matter),
    statementStatus: 'AUDIT_FOUND',
    units: unit ? [{ raw: unit, role: 'RESPONSIBLE' }] : [],
    persons: [],
    evidence: [{ kind: '官方认定', desc: '审计事项移送处理书', docNo: norm, hasFile: false }, ...parts.evidence].slice(
      0,
      50,
    ),
    sourceChannel: '04',
    receivedDate: record.transferDate,
    disposition: { stage: '已移送', handler: record.receiver },
    audit: {
      transferNo: norm,
      transferDate: record.transferDate,
      transferReceiver: record.receiver,
      ...(record.feedback ? { transferFeedback: record.feedback } : {}),
    },
    handling: 'GENERAL',
    controlMark: 'WORK_SECRET',
    derived: unit && !record.unit ? ['units'] : [],
    protected: { fullText: record.matter },
  };
  const warnings = unit
    ? []
    : [
        {
          code: 'W-UNIT-MISSING',
          field: 'unit',
          message: '移送事项没有对应的问题，也没有写明单位',
          remedy: '请填写“涉及单位”，或在同一工作簿中报送对应问题',
        },
      ];
  return { sourceRecordId, eventType: 'CLUE_SUBMITTED', payload: clue, warnings };
}
