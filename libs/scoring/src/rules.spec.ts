import type { Clue, Gate, Grade, Handling } from '#libs/contracts';
import { csvRows, readProjectFile } from '#libs/kernel';
import { exclusionOf } from './exclusions.js';
import { isKeyMatter } from './key-matter.js';
import { postClass } from './posts.js';

const BLANK: Clue = JSON.parse(readProjectFile('libs/scoring/cases/blank-clue.json'));
const cases = (file: string) =>
  csvRows(readProjectFile(`libs/scoring/cases/${file}.csv`)).map((row) => [row.why ?? '', row] as const);

describe('重点线索', () => {
  it.each(cases('key-matters'))('%s', (_, row) => {
    const facts = {
      grade: row.grade as Grade,
      severity: Number(row.severity),
      firstLeader: row.firstLeader === '1',
      independentOrigins: Number(row.independentOrigins),
      handling: row.handling as Handling,
    };
    expect(isKeyMatter(row.gate ? { ...facts, gate: row.gate as Gate } : facts)).toBe(row.key === '1');
  });
});

describe('exclusions (T20)', () => {
  it.each(cases('exclusions'))('%s', (_, row) => {
    expect(exclusionOf({ ...BLANK, ...JSON.parse(row.clue ?? '') }, JSON.parse(row.facts ?? ''))).toBe(
      row.code || undefined,
    );
  });
});

it.each([
  ['党组书记、局长', 'FIRST'],
  ['原党组成员、副局长', 'TEAM'],
  ['副局长（分管市政）', 'TEAM'],
  ['质安站站长', 'HEAD'],
  ['村党支部书记', 'HEAD'],
  ['办公室副主任', 'STAFF'],
  ['一级科员', 'STAFF'],
  ['工作人员', 'NONE'],
  ['', 'NONE'],
])('post %s is %s', (post, expected) => {
  expect(postClass(post)).toBe(expected);
});
