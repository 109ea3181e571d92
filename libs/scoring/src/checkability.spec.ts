import type { Checkability, Clue, Dimension } from '#libs/contracts';
import { readProjectFile } from '#libs/kernel';
import { gradeOf, scoreCheckability } from './checkability.js';
import type { CheckContext } from './context.js';

/** What a case pins: single dimensions by name, and whichever of the totals it names. */
interface Expected extends Partial<Record<Dimension, number | 'N/A'>> {
  dims?: string;
  base?: number;
  score?: number;
  grade?: string;
  gate?: string;
  /** Points of the adjustments, blank-separated. */
  adjustments?: string;
  missing?: Partial<Record<Dimension, string>>;
  missingAll?: string[];
}

interface RecordCase {
  name: string;
  clue: Partial<Clue>;
  context?: CheckContext;
  expect: Expected;
}

const CASES: RecordCase[] = JSON.parse(readProjectFile('libs/scoring/cases/records.json'));
const BLANK: Clue = JSON.parse(readProjectFile('libs/scoring/cases/blank-clue.json'));

/** Everything that a case may name, from the result. */
function seen(result: Checkability): Expected & Record<string, unknown> {
  const points = result.dimensions.map((item) => [item.dim, item.points ?? 'N/A'] as const);
  return {
    ...Object.fromEntries(points),
    dims: points.map(([, value]) => value).join(' '),
    base: result.base,
    score: result.score,
    grade: result.grade,
    gate: result.gate,
    adjustments: result.adjustments.map((item) => item.points).join(' '),
    missing: Object.fromEntries(result.missing.map((item) => [item.dim, `${item.text} +${item.gain}`])),
    missingAll: result.missing.map((item) => `${item.text} +${item.gain}`),
  };
}

it.each(CASES.map((item) => [item.name, item] as const))('%s', (_, item) => {
  expect(Object.keys(item.expect).length).toBeGreaterThan(0);
  expect(seen(scoreCheckability({ ...BLANK, ...item.clue }, item.context))).toMatchObject(item.expect);
});

it.each([
  [100, 'A'],
  [80, 'A'],
  [79, 'B'],
  [65, 'B'],
  [64, 'C'],
  [45, 'C'],
  [44, 'D'],
  [0, 'D'],
])('%i points are grade %s', (score, grade) => {
  expect(gradeOf(score)).toBe(grade);
});

it('every dimension says why in Chinese, by which rule, and quotes nothing of the record', () => {
  const secret = '罗建平在和顺路收受宏途公司现金';
  const { dimensions } = scoreCheckability({ ...BLANK, title: secret, summary: secret });
  expect(dimensions.map((item) => item.dim)).toEqual(['WHO', 'WHEN', 'WHERE', 'WHAT', 'AMT', 'EVID', 'SRC']);
  for (const item of dimensions) {
    expect(item.reason).toMatch(/^[\p{Script=Han}，、]+$/u);
    expect(item.ruleId).toMatch(new RegExp(`^CHK-1\\.0/${item.dim}\\.[A-Z_]+$`, 'u'));
    expect(item.reason).not.toContain('罗建平');
    expect(item.reason).not.toContain('宏途');
  }
});
