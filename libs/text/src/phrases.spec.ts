import { csvRows, readProjectFile } from '#libs/kernel';
import { amountKindOf, problemOf } from './phrases.js';

it.each(csvRows(readProjectFile('libs/text/cases/problem-phrases.csv')))('$text → $problem', (row) => {
  expect(problemOf(row.text ?? '', (row.subjects ?? '').split('|'))).toBe(row.problem);
});

it.each([
  ['收受现金3万元', 'BRIBE'],
  ['造成损失3万元', 'LOSS'],
  ['多计工程款3万元', 'VIOLATION'],
  ['涉及3万元', 'INVOLVED'],
])('%s is %s', (text, kind) => expect(amountKindOf(text)).toBe(kind));
