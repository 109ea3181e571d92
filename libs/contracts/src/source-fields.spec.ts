import type { Finding } from './department.js';
import { codeOf, codesOf, DerivedNumbers, SourceFields, yesOrNo } from './source-fields.js';

it.each([
  ['是', true],
  ['Y', true],
  [1, true],
  [true, true],
  ['否', false],
  ['0', false],
  [false, false],
  ['也许', undefined],
  [undefined, undefined],
  [{}, undefined],
])('%p says %p', (value, said) => expect(yesOrNo(value)).toBe(said));

it.each([
  ['T03', '违反廉洁纪律行为', '3'],
  ['T03', '３', '3'],
  ['T04', '涉嫌受贿罪', '4A03'],
  ['T03', '说不清', undefined],
  ['T03', '违反', undefined],
])('%s: %s is %p', (table, label, code) => {
  const warnings: Finding[] = [];
  expect(codeOf(table, label, 'field', warnings)).toBe(code);
  expect(warnings.map((warning) => warning.code)).toEqual(code === undefined ? ['W-CODE-UNKNOWN'] : []);
});

it('keeps the order of several labels, each once', () => {
  expect(codesOf('T03', ['工作纪律', '廉洁纪律', '5'], 'field', [])).toEqual(['5', '3']);
});

it('parts a cell of several values', () => {
  const fields = new SourceFields({ a: '甲、乙；丙\n丁, 戊', b: ['甲', ' ', '乙'], n: '007', m: 'x' });
  expect(fields.list('a')).toEqual(['甲', '乙', '丙', '丁', '戊']);
  expect(fields.list('b')).toEqual(['甲', '乙']);
  expect([fields.integer('n'), fields.integer('m'), fields.day('a')]).toEqual([7, undefined, undefined]);
});

it('gives equal rows of one delivery a count, and the same number in every delivery', () => {
  const [first, second] = [new DerivedNumbers('X-'), new DerivedNumbers('X-')];
  const number = first.next(['区住建局', undefined, '2023-04-11']);
  expect(number).toMatch(/^X-[0-9a-f]{20}$/u);
  expect(first.next(['区住建局', undefined, '2023-04-11'])).toBe(`${number}-2`);
  expect(first.next(['区住建局', '', '2023-04-12'])).not.toContain(number);
  expect(second.next(['区住建局', undefined, '2023-04-11'])).toBe(number);
});
