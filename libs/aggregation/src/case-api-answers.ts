import { EDITIONS } from '#libs/briefing';
import { closed, department, flag, json, listOf, moment, named, type Schema, text, whole } from './answer-schema.js';

/** What the read API answers, as JSON Schema for its OpenAPI document. Closed objects: what is not said here does not go out. */

const pageOf = (item: Schema, more: Record<string, Schema> = {}): Schema =>
  closed({ items: listOf(item), 'next?': text, ...more });

const score = closed({ score: { type: 'number' }, grade: { type: 'string', enum: ['A', 'B', 'C', 'D', 'E'] } });
const tier: Schema = { type: 'integer', enum: [1, 2, 3, 4, 5, 9] };

const MATTER = named('Matter', {
  matterId: text,
  updatedAt: moment,
  tier,
  title: text,
  units: listOf(text),
  checkability: score,
  severity: closed({ score: { type: 'number' }, level: text }),
  independentOrigins: whole,
  firstLeader: flag,
  key: flag,
  records: listOf(
    closed({
      clueId: text,
      department,
      'sourceRecordId?': text,
      version: { type: 'integer', minimum: 1 },
      status: text,
    }),
  ),
});

const CLUE = named('ClueView', {
  clueId: text,
  matterId: text,
  originId: text,
  department,
  'sourceRecordId?': text,
  sourceRecordHash: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  version: { type: 'integer', minimum: 1 },
  clue: {
    type: 'object',
    description: 'Clue，不含受保护部分、文号、外部编号；举报人只有类别',
    required: ['title', 'summary', 'units', 'persons', 'statementStatus', 'receivedDate'],
    not: { anyOf: ['protected', 'docNumbers', 'externalRefs'].map((name) => ({ required: [name] })) },
    properties: {
      title: text,
      summary: text,
      units: listOf({ $ref: '#/components/schemas/ClueUnit' }),
      persons: listOf({ type: 'object', not: { required: ['sourceKey'] } }),
      informant: closed({ class: text }),
    },
  },
});

const BLOCK: Schema = {
  type: 'object',
  required: ['type'],
  properties: {
    type: { type: 'string', enum: ['heading', 'paragraph', 'box', 'list', 'table'] },
    text,
    items: listOf(text),
    columns: listOf(text),
    rows: listOf(listOf(text)),
  },
};
const SECTION = closed({ no: whole, title: text, blocks: listOf(BLOCK), 'empty?': text });

const PACKET = named('Packet', {
  schemaVersion: text,
  edition: { type: 'string', enum: [...EDITIONS] },
  editionName: text,
  unit: closed({ unitId: text, name: text, 'uscc?': text }),
  'round?': closed({ id: text, 'name?': text }),
  asOf: text,
  generatedAt: moment,
  version: whole,
  head: { type: 'object', required: ['mark', 'title', 'issuedDate'] },
  statistics: { type: 'object', required: ['departmentsAsked', 'records', 'matters', 'grades'] },
  items: listOf(
    closed({
      no: { type: 'integer', minimum: 1 },
      label: text,
      matterId: text,
      title: text,
      tier,
      checkability: score,
      severity: { type: 'number' },
      independentOrigins: whole,
      firstLeader: flag,
      pinned: flag,
    }),
  ),
  sections: listOf(SECTION),
  annexes: listOf(SECTION),
});

export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Options of `@ApiResponse` of each operation. */
export const ANSWERS = {
  targets: json(
    '巡察对象',
    closed({ items: listOf(closed({ targetId: text, unitId: text, unitName: text, 'uscc?': text })) }),
  ),
  units: json(
    '单位，一页',
    pageOf(closed({ unitId: text, name: text, uscc: { type: 'string', nullable: true }, division: text })),
  ),
  matters: json(
    '事项，一页',
    pageOf(MATTER, {
      linking: closed({ linkedAt: { ...moment, nullable: true }, pending: whole, deferred: flag }),
    }),
  ),
  matter: json('事项', MATTER),
  clue: json('线索', CLUE),
  scoreboard: json(
    '各部门的数字',
    closed({
      items: listOf(closed({ department, clues: whole, meanCheckability: { type: 'number', nullable: true } })),
    }),
  ),
  nilReturns: json(
    '零报告，一页',
    pageOf(closed({ id: text, department, signedBy: text, nilReturn: { $ref: '#/components/schemas/NilReturn' } })),
  ),
  briefing: {
    status: 200,
    description: '汇总材料：JSON，或 format=docx 时的文档',
    content: {
      'application/json': { schema: PACKET },
      [DOCX]: { schema: { type: 'string', format: 'binary' } },
    },
  },
} as const;
