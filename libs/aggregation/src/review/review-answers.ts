import { closed, department, flag, json, listOf, moment, named, type Schema, text, whole } from '../answer-schema.js';
import { ACTS } from './request.js';

/** What the officers' doors take and answer, as JSON Schema. Closed objects: what is not said here does not go out. */

/** 1/100 bit of log odds. */
const bits: Schema = { type: 'integer', description: '1/100 比特' };
const share: Schema = { type: 'number', minimum: 0, maximum: 1 };
const act: Schema = { type: 'string', enum: [...ACTS] };
const NAME: Schema = { type: 'string', minLength: 1, maxLength: 100 };
const pair = { a: text, b: text };
const scoredPair = closed({ ...pair, score: bits });

const CARD = named('RecordCard', {
  recordId: text,
  matterId: text,
  department,
  sourceRecordId: text,
  version: { type: 'integer', minimum: 1 },
  restricted: flag,
  'title?': text,
  'units?': listOf(text),
  'amount?': text,
  'time?': text,
  'receivedDate?': text,
  'status?': text,
});

const WORD = named('OfficerWord', {
  id: text,
  ...pair,
  kind: { type: 'string', enum: ['MUST', 'CANNOT', 'UNSURE', 'REVOKE'] },
  reason: text,
  officer: text,
  'second?': text,
  at: moment,
  'actionId?': text,
  'evidence?': {
    type: 'object',
    description: '决定时的依据：得分、各项比特、模型、记录版本、各项内容的摘要',
    required: ['model', 'epoch', 'score', 'relation', 'bars', 'versions', 'facts'],
  },
});

const CONFLICT = named('WordConflict', {
  kind: { type: 'string', enum: ['CANNOT', 'UNSURE', 'DISAGREEMENT'] },
  ...pair,
  decisions: listOf(WORD),
});

const clusters = listOf(closed({ matterId: text, members: listOf(text), origins: whole }));
const before = { before: clusters, after: clusters };

const PREVIEW_MEMBERS: Record<string, Schema> = {
  act,
  words: listOf(closed({ ...pair, kind: text, 'score?': bits })),
  change: closed(before),
  units: listOf(
    closed({
      unitId: text,
      name: text,
      before: whole,
      after: whole,
      changed: closed({ before: listOf(text), after: listOf(text) }),
    }),
  ),
  needsSecond: flag,
  fulfilled: flag,
  conflicts: listOf(CONFLICT),
  records: listOf(CARD),
  pending: whole,
};

const WATERFALL = named('Waterfall', {
  ...pair,
  score: bits,
  probability: share,
  relation: text,
  bars: listOf(closed({ field: text, level: text, bits, sentence: text })),
});

const ITEM = named('ReviewItem', {
  a: CARD,
  b: CARD,
  'kind?': { type: 'string', enum: ['REVIEW', 'AUTO', 'DISTINCT'] },
  'matters?': listOf(closed({ matterId: text, records: whole })),
  'score?': bits,
  'probability?': share,
  'weakest?': bits,
  'edges?': whole,
  'value?': { type: 'number' },
  'bars?': listOf(text),
});

const names: Schema = { type: 'array', items: { type: 'string', minLength: 1, maxLength: 200 }, maxItems: 500 };
const ACT_MEMBERS: Record<string, Schema> = {
  act,
  of: { ...names, minItems: 1, maxItems: 2, description: '事项、记录或决定的编号' },
  'records?': { ...names, description: 'split：分出去的记录' },
};

export const BODIES = {
  act: closed(ACT_MEMBERS),
  decision: closed({
    ...ACT_MEMBERS,
    officer: NAME,
    'secondOfficer?': { ...NAME, description: '复核人：会增加独立来源数时必填，与决定人不同' },
    reason: { type: 'string', minLength: 1, maxLength: 500 },
  }),
} as { act: object; decision: object };

const step = closed({
  left: listOf(text),
  right: listOf(text),
  link: bits,
  best: scoredPair,
  weakest: scoredPair,
});

/** Options of `@ApiResponse` of each operation. */
export const ANSWERS = {
  items: json('待复核', closed({ items: listOf(ITEM), open: whole })),
  preview: json('预览', named('ActPreview', PREVIEW_MEMBERS)),
  done: json('已写入', named('ActDone', { ...PREVIEW_MEMBERS, actionId: text, 'partitionHash?': text })),
  history: json(
    '决定',
    closed({
      items: listOf(
        closed({
          actionId: text,
          act,
          subject: closed({ of: listOf(text), 'records?': listOf(text) }),
          'undoes?': text,
          officer: text,
          'second?': text,
          reason: text,
          at: moment,
        }),
      ),
    }),
  ),
  conflicts: json('矛盾', closed({ items: listOf(CONFLICT) })),
  stale: json(
    '待再核',
    closed({ items: listOf(closed({ word: WORD, fields: listOf(text), scoreThen: bits, scoreNow: bits })) }),
  ),
  agreement: json(
    '一致程度',
    closed({
      officers: listOf(
        closed({ officers: listOf(text), pairs: whole, equal: whole, kappa: { type: 'number', nullable: true } }),
      ),
      estimates: listOf(
        closed({
          zone: { type: 'string', enum: ['AUTO', 'DISTINCT'] },
          judged: whole,
          same: whole,
          share: { type: 'number', nullable: true },
          low: share,
          high: share,
        }),
      ),
    }),
  ),
  explanation: json(
    '归并过程',
    named('MatterExplanation', {
      matterId: text,
      records: listOf(CARD),
      independentOrigins: whole,
      given: listOf(
        closed({
          records: listOf(text),
          reasons: listOf(closed({ ...pair, kind: { type: 'string', enum: ['MUST', 'ORIGIN'] }, reason: text })),
        }),
      ),
      steps: listOf(step),
      'weakest?': scoredPair,
      pairs: listOf(WATERFALL),
    }),
  ),
  whyNot: json(
    '未归并的原因',
    named('WhyNot', {
      matters: listOf(text),
      records: listOf(CARD),
      best: WATERFALL,
      weakest: scoredPair,
      link: bits,
      needed: bits,
      obstacles: listOf(closed({ kind: text, 'a?': text, 'b?': text, sentence: text })),
      changes: listOf(closed({ fields: listOf(text), words: text, score: bits, relation: text })),
      'together?': closed({ fields: listOf(text), words: text, score: bits }),
    }),
  ),
} as const;
