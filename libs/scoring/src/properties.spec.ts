import fc from 'fast-check';
import { type Clue, DATE_PRECISIONS, type Dimension, HANDLINGS, STATEMENT_STATUSES } from '#libs/contracts';
import { readProjectFile } from '#libs/kernel';
import { scoreCheckability } from './checkability.js';
import { type MatterRecord, scoreMatter } from './matter.js';

const BLANK: Clue = JSON.parse(readProjectFile('libs/scoring/cases/blank-clue.json'));
const CLUES: Clue[] = JSON.parse(readProjectFile('libs/scoring/cases/records.json')).map(
  (item: { clue: Partial<Clue> }) => ({ ...BLANK, ...item.clue }),
);

/** Clues put together from the parts of the cases, so that combinations meet that no case names. */
const pick = <K extends keyof Clue>(key: K) =>
  fc.constantFrom(...new Map(CLUES.map((clue) => [JSON.stringify(clue[key]), clue[key]])).values());

const clues: fc.Arbitrary<Clue> = fc
  .record({
    title: pick('title'),
    summary: pick('summary'),
    units: pick('units'),
    persons: pick('persons'),
    discipline: pick('discipline'),
    offence: pick('offence'),
    domain: pick('domain'),
    amount: pick('amount'),
    evidence: pick('evidence'),
    informant: pick('informant'),
    sourceChannel: pick('sourceChannel'),
    project: pick('project'),
    docNumbers: pick('docNumbers'),
    occurPrecision: fc.constantFrom(...DATE_PRECISIONS),
    occurFrom: pick('occurFrom'),
    occurTo: pick('occurTo'),
    occurRelative: fc.boolean(),
    statementStatus: fc.constantFrom(...STATEMENT_STATUSES),
    handling: fc.constantFrom(...HANDLINGS),
    receivedDate: fc.constantFrom('2021-06-01', '2023-02-08', '2024-03-10'),
    repeatCount: fc.nat(9),
  })
  .map((parts) => JSON.parse(JSON.stringify({ ...BLANK, ...parts })) as Clue);

/** A department's answer to each supplement. */
const ANSWERS: Record<Dimension, (clue: Clue) => Clue> = {
  WHO: (clue) => ({
    ...clue,
    units: [...clue.units, { raw: '区住建局', role: 'REFLECTED' }],
    persons: [...clue.persons, { raw: '祁文涛', name: '祁文涛', postRaw: '副局长', roleInMatter: 'REFLECTED' }],
  }),
  WHEN: (clue) => ({ ...clue, occurFrom: '2022-06-01', occurTo: '2022-06-30', occurPrecision: 'MONTH' }),
  WHERE: (clue) => ({ ...clue, contractNo: '和市政2021-08' }),
  WHAT: (clue) => ({ ...clue, summary: `${clue.summary}补充：其以评审费名义收取宏途公司现金。` }),
  AMT: (clue) => ({
    ...clue,
    amount: { min: '4600.00', max: '4600.00', currency: 'CNY', approx: false, kind: 'OTHER', raw: '4600元' },
  }),
  EVID: (clue) => ({ ...clue, evidence: [...clue.evidence, { kind: '凭证', hasFile: true }] }),
  SRC: (clue) => ({
    ...clue,
    informant: { class: 'R1', verified: true, count: 1, joint: false, anonymous: false, contactable: true },
  }),
};

it('points lie in 0–100, add up to the base, and every gain can be had', () => {
  fc.assert(
    fc.property(clues, (clue) => {
      const result = scoreCheckability(clue);
      for (const value of [result.base, result.score]) expect(value >= 0 && value <= 100).toBe(true);
      for (const { points, max } of result.dimensions) expect(points === undefined || points <= max).toBe(true);
      const full = result.dimensions.reduce((sum, item) => sum + (item.points === undefined ? 0 : item.max), 0);
      const sum = result.dimensions.reduce((all, item) => all + (item.points ?? 0), 0);
      expect(result.base).toBe(Math.round((sum / full) * 100));
      const gains = result.missing.map((item) => item.gain);
      expect(gains).toEqual([...gains].sort((a, b) => b - a));
      expect(gains.every((gain) => gain > 0)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

it('an answered supplement never lowers the base, and raises its own dimension', () => {
  fc.assert(
    fc.property(clues, (clue) => {
      const before = scoreCheckability(clue);
      for (const { dim } of before.missing) {
        const points = (result: typeof before) => result.dimensions.find((item) => item.dim === dim)?.points ?? 0;
        const after = scoreCheckability(ANSWERS[dim](clue));
        expect(after.base).toBeGreaterThanOrEqual(before.base);
        expect(points(after)).toBeGreaterThan(points(before));
      }
    }),
    { numRuns: 300 },
  );
});

const matters = fc.record({
  records: fc.array(
    clues.map((clue): MatterRecord => ({ clue })),
    { minLength: 1, maxLength: 5 },
  ),
  seed: fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
  facts: fc.record({
    independentOrigins: fc.integer({ min: 1, max: 5 }),
    contradicted: fc.boolean(),
    roundStart: fc.constant('2024-05-20'),
  }),
});

it('the parts of severity add up, and the order of records does not matter', () => {
  fc.assert(
    fc.property(matters, ({ records, seed, facts }) => {
      const result = scoreMatter(records, facts);
      const { person, nature, amount, mass, repetition, score } = result.severity;
      expect(person + nature + amount + mass + repetition).toBe(score);
      expect(score >= 0 && score <= 100).toBe(true);
      const order = records.map((record, index) => ({ record, key: seed[index] ?? 0 })).sort((a, b) => a.key - b.key);
      expect(
        scoreMatter(
          order.map((item) => item.record),
          facts,
        ),
      ).toEqual(result);
      expect(scoreMatter([...records].reverse(), facts)).toEqual(result);
    }),
    { numRuns: 300 },
  );
});

it('a matter of one record scores as the record does', () => {
  fc.assert(
    fc.property(clues, (clue) => {
      const { adjustments, base, dimensions } = scoreMatter([{ clue }], { independentOrigins: 1 }).checkability;
      expect({ adjustments, base, dimensions }).toEqual(
        (({ adjustments, base, dimensions }) => ({ adjustments, base, dimensions }))(scoreCheckability(clue)),
      );
    }),
    { numRuns: 200 },
  );
});

it.each(['合同', '工程', '收受', '村', '《', '《合同', '12', '一', '〔', '年月', '12月', '有', ' ', '任'])(
  '8000 characters of %j are scored in a moment, however hostile',
  (piece) => {
    const fullText = piece.repeat(Math.ceil(8000 / piece.length)).slice(0, 8000);
    const start = process.hrtime.bigint();
    expect(scoreCheckability({ ...BLANK, occurRaw: fullText, protected: { fullText } }).score).toBeGreaterThanOrEqual(
      0,
    );
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(100);
  },
);
