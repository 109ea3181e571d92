import { csvRows, readProjectFile } from '#libs/kernel';
import { isInspectionStaff, isUpperAuthority } from './authority.js';

const CASES = csvRows(readProjectFile('libs/text/cases/authority.csv'));

describe('standing of a reported person', () => {
  it.each(CASES)('$field $value', (row) => {
    const value = row.value ?? '';
    expect(isUpperAuthority({ [row.field ?? '']: value })).toBe(row.upper === '1');
    expect(row.field === 'post' && isInspectionStaff(value)).toBe(row.staff === '1');
  });
});
