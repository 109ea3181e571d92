import fc from 'fast-check';
import { DATE_PRECISIONS, type DatePrecision } from '#libs/contracts';
import { csvRows, readProjectFile } from '#libs/kernel';
import { findDates, formatDateRange, parseDate, parseDay } from './date.js';

const ANCHOR = '2024-03-10';
const rows = (name: string): Record<string, string>[] => csvRows(readProjectFile(`libs/text/cases/${name}.csv`));

function checkCell(row: Record<string, string>): void {
  const [from, to] = (row.tenure ?? '').split('/');
  const tenure = from ? { from, ...(to && { to }) } : undefined;
  const date = parseDate(row.raw ?? '', { anchor: row.anchor || ANCHOR, ...(tenure && { tenure }) });
  const marks = [date.relative && 'relative', date.lunar && 'lunar', date.error].filter(Boolean).join(' ');
  expect({ from: date.from ?? '', to: date.to ?? '', precision: date.precision, marks }).toEqual({
    from: row.from,
    to: row.to,
    precision: row.precision,
    marks: row.marks,
  });
}

describe('dates', () => {
  it.each(rows('date-cells'))('reads $raw as $from–$to', checkCell);

  it.each(rows('date-prose'))('finds the times of $text', ({ text = '', found = '' }) => {
    const dates = findDates(text, ANCHOR).map((date) => `${date.precision}:${date.from ?? ''}..${date.to ?? ''}`);
    expect(dates.join(' ')).toBe(found);
  });

  it.each(rows('date-days'))('reads the day $raw as $day', ({ raw = '', date1904, day = '' }) => {
    expect(parseDay(raw, { date1904: date1904 === 'yes' }) ?? '').toBe(day);
  });

  it.each(rows('date-format'))('writes $from–$to ($precision) as $text', ({ from, to, precision, text = '' }) => {
    expect(
      formatDateRange(from || undefined, to || undefined, (precision || undefined) as DatePrecision | undefined),
    ).toBe(text);
  });

  it('keeps the words of the text', () => {
    expect(findDates('自去年９月至今', ANCHOR).map((date) => date.raw)).toEqual(['去年9月至今']);
    expect(parseDate(' 去年 ', { anchor: ANCHOR }).raw).toBe('去年');
  });

  it('never throws and gives only ordered days', () => {
    const pieces = fc.constantFrom(
      ...'0123456789-/.年月日号至到底初前后以来近去今上下半一二三十〇个季度春节农历任期间',
      '2019',
      '2024',
      '19',
      '年底',
      '以来',
    );
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        for (const date of [parseDate(text, { anchor: ANCHOR }), ...findDates(text, ANCHOR)]) {
          expect(DATE_PRECISIONS).toContain(date.precision);
          for (const day of [date.from, date.to]) if (day) expect(new Date(day).toISOString().slice(0, 10)).toBe(day);
          if (date.from && date.to) expect(date.from <= date.to).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
