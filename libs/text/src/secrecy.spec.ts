import { csvRows, readProjectFile } from '#libs/kernel';
import { isSecrecyMark } from './secrecy.js';

describe('state-secret marks', () => {
  it.each(
    csvRows(readProjectFile('libs/text/cases/secrecy-marks.csv')).map(
      (row) => [row.text ?? '', row.mark === 'yes'] as const,
    ),
  )('%s: %s', (text, mark) => {
    expect(isSecrecyMark(text)).toBe(mark);
  });
});
