import { AppError, readProjectFile } from '#libs/kernel';
import { agreements, cohensKappa, wilson } from './agreement.js';
import { conflictsOf } from './conflicts.js';
import { type Decision, pairKey, standing, type Wish, type Word } from './decisions.js';
import { apartPlan, confirmPlan, mergePlan, mergeWholePlan, partsOf, undoPlan } from './plan.js';

interface Cases {
  conflicts: { name: string; words: string[]; found: string[] }[];
  undo: { name: string; words: string[]; act: string; wishes?: string[]; error?: string }[];
  apart: {
    name: string;
    left: string;
    right: string;
    scores: Record<string, number>;
    origins?: string[];
    words?: string[];
    wishes: string[];
  }[];
  kappa: { name: string; pairs: string[]; kappa: number | null }[];
}
const cases = JSON.parse(readProjectFile('libs/review/cases/words.json')) as Cases;

const wordsOf = (lines: readonly string[]): Decision[] =>
  lines.map((line, at) => {
    const [time = '', who = '', kind, a = '', b = '', actionId = ''] = line.split('|');
    const [officer = '', second] = who.split('+');
    const [low, high] = a < b ? [a, b] : [b, a];
    return {
      id: String(at),
      a: low,
      b: high,
      kind: kind as Word,
      reason: '核对',
      officer,
      ...(second ? { second } : {}),
      at: `2024-05-0${time}`,
      actionId,
    };
  });

const told = (wishes: readonly Pick<Wish, 'a' | 'b' | 'kind'>[]): string[] =>
  wishes.map(({ kind, a, b }) => `${kind} ${a}${b}`).sort();

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
};

describe('conflicts', () => {
  it.each(cases.conflicts)('$name', ({ words, found }) => {
    const conflicts = conflictsOf(wordsOf(words), (id) => id !== 'z');
    const lines = conflicts.map(
      ({ kind, a, b, decisions }) =>
        `${kind} ${a} ${b}: ${decisions.map((word) => `${word.kind} ${word.a}${word.b}`).join(', ')}`,
    );
    expect(lines).toEqual(found);
  });
});

describe('undo', () => {
  it.each(cases.undo)('$name', ({ words, act, wishes, error }) => {
    const work = (): string[] => told(undoPlan(act, wordsOf(words)));
    if (error) expect(codeOf(work)).toBe(error);
    else expect(work()).toEqual(wishes);
  });
});

describe('apart', () => {
  it.each(cases.apart)('$name', ({ left, right, scores, origins = [], words = [], wishes }) => {
    const bondOf = (a: string, b: string) => ({ score: scores[a + b] ?? -2000, origin: origins.includes(a + b) });
    const plan = apartPlan('CANNOT', left.split(''), right.split(''), bondOf, standing(wordsOf(words)));
    expect(told(plan)).toEqual(wishes);
  });
});

describe('confirm, merge, split', () => {
  it('a star about the smallest record', () =>
    expect(told(confirmPlan(['c', 'a', 'b']))).toEqual(['MUST ab', 'MUST ac']));
  it('nothing to confirm in one record', () => expect(codeOf(() => confirmPlan(['a']))).toBe('E-REVIEW-ALONE'));
  it('one MUST between the smallest records', () =>
    expect(told(mergePlan(['d', 'b'], ['c', 'e']))).toEqual(['MUST bc']));
  it('with both stars where one does not do', () =>
    expect(told(mergeWholePlan(['d', 'b'], ['c', 'e']))).toEqual(['MUST bc', 'MUST bd', 'MUST ce']));
  it('parts of a matter', () => expect(partsOf(['a', 'b', 'c'], ['b'])).toEqual([['b'], ['a', 'c']]));
  it.each([
    ['a stranger', ['x']],
    ['nobody', []],
    ['everybody', ['a', 'b', 'c']],
  ])('no parts with %s', (_, group) => expect(codeOf(() => partsOf(['a', 'b', 'c'], group))).toBe('E-REVIEW-GROUP'));
});

describe('agreement', () => {
  it.each(cases.kappa)('κ: $name', ({ pairs, kappa }) => {
    const judgements = pairs.flatMap((text): [string, string][] => {
      const [, times = '1', x = '', y = ''] = /^(?:(\d+)\*)?(.)(.)$/u.exec(text) ?? [];
      return Array.from({ length: Number(times) }, () => [x, y]);
    });
    const found = cohensKappa(judgements);
    if (kappa === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(kappa, 10);
  });

  it('counts the pairs that two officers both judged, by the last judgement of each', () => {
    const words = wordsOf([
      '1|甲|MUST|a|b|1',
      '2|乙|MUST|a|b|2',
      '3|乙|CANNOT|a|b|3',
      '4|甲|CANNOT|c|d|4',
      '5|丙|MUST|e|f|5',
    ]);
    expect(agreements(words)).toEqual([{ officers: ['乙', '甲'], pairs: 1, equal: 0, kappa: 0 }]);
  });

  it('Wilson: known interval, and none of nothing', () => {
    const { low, high } = wilson(8, 10);
    expect([low.toFixed(3), high.toFixed(3)]).toEqual(['0.490', '0.943']);
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
  });

  it('names a pair in one way', () => expect(pairKey('b', 'a')).toBe(pairKey('a', 'b')));
});
