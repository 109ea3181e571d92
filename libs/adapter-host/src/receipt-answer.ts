import { DEPARTMENT_CODES } from '#libs/contracts';

/** A receipt (`receipt.ts`) as JSON Schema, for the OpenAPI document of the doors. */

const text = { type: 'string' };
const whole = { type: 'integer', minimum: 0 };
const counts = { type: 'object', additionalProperties: whole };
const finding = {
  type: 'object',
  additionalProperties: false,
  required: ['code', 'message'],
  properties: { code: text, field: text, message: text, remedy: text },
};
const sums = (...names: string[]) => ({
  type: 'object',
  additionalProperties: false,
  required: names,
  properties: Object.fromEntries(names.map((name) => [name, whole])),
});

const ITEM = {
  type: 'object',
  required: ['row', 'outcome', 'findings', 'missing', 'cut'],
  properties: {
    row: whole,
    sheet: text,
    sourceRecordId: text,
    version: whole,
    outcome: { type: 'string', enum: ['accepted', 'newVersion', 'duplicate', 'refused', 'invalid'] },
    ...finding.properties,
    findings: { type: 'array', items: finding },
    checkability: {
      type: 'object',
      required: ['score', 'grade', 'reasons'],
      properties: {
        score: { type: 'number', minimum: 0, maximum: 100 },
        grade: { type: 'string', enum: ['A', 'B', 'C', 'D', 'E'] },
        reasons: { type: 'array', items: text },
      },
    },
    missing: { type: 'array', maxItems: 3, items: text },
    cut: counts,
    handling: text,
  },
};

export const RECEIPT_SCHEMA = {
  title: 'Receipt',
  type: 'object',
  required: [
    ...['items', 'department', 'receiptId', 'submittedBy', 'approvedBy', 'namesFromConfiguration', 'dryRun'],
    ...['rows', 'records', 'sheets', 'cut', 'skipped'],
  ],
  properties: {
    items: { type: 'array', items: ITEM },
    department: { type: 'string', enum: [...DEPARTMENT_CODES] },
    receiptId: text,
    traceId: text,
    submittedBy: text,
    approvedBy: text,
    namesFromConfiguration: { type: 'boolean' },
    dryRun: { type: 'boolean' },
    rows: sums('received', 'accepted', 'refused', 'invalid', 'duplicate', 'skipped'),
    records: sums('new', 'newVersion', 'unchanged'),
    sheets: { type: 'array', items: { type: 'object', required: ['name', 'unknownColumns', 'hiddenRows'] } },
    cut: counts,
    skipped: { type: 'array', items: { type: 'object', required: ['sheet', 'row', 'reason'] } },
    refusal: finding,
  },
};

const cell = { oneOf: [{ type: 'string', nullable: true }, { type: 'number' }, { type: 'boolean' }] };
const record = { type: 'object', description: '按字段名或表头', additionalProperties: cell };

/** What the records door takes: one record, or several. As NDJSON, one in each line. */
export const RECORDS_SCHEMA = { title: 'Records', oneOf: [record, { type: 'array', maxItems: 500, items: record }] };

/** Bytes of a workbook that is given back. */
export const BINARY = { type: 'string', format: 'binary' };
