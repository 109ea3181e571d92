import { csvRows, readProjectFile } from '#libs/kernel';
import { findReportedOfficials } from './reported-officials.js';

function check(text: string, expected: string): void {
  const found = findReportedOfficials(text);
  expect(found.map(({ name, unit, post }) => [name, unit, post].join('/')).join('|')).toBe(expected);
}

describe('officials whom a text accuses', () => {
  for (const row of csvRows(readProjectFile('libs/text/cases/reported-officials.csv')))
    it(row.text as string, () => check(row.text as string, row.officials ?? ''));
});
