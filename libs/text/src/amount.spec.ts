import fc from 'fast-check';
import { csvRows, readProjectFile } from '#libs/kernel';
import { type AmountUnit, findAmounts, formatAmount, mainAmount, parseAmount, toYuan } from './amount.js';
import type { ParsedAmount } from './parsed-amount.js';

const rows = (name: string): Record<string, string>[] => csvRows(readProjectFile(`libs/text/cases/${name}.csv`));

/** `35000`, `20000..30000`, `1000000..`, `..5000`, with `~` for approximate, `$` for the currency, `/month`, `=` derived, `!` disagreeing. */
function shown(amount: ParsedAmount): string {
  const { min, max } = amount;
  const range = min === max ? String(min) : `${min ?? ''}..${max ?? ''}`;
  const marks = `${amount.derived ? '=' : ''}${amount.perUnit ? `/${amount.perUnit}` : ''}${amount.disagrees ? '!' : ''}`;
  const parts = amount.parts ? `[${amount.parts.map(shown).join(' ')}]` : '';
  return `${amount.approx ? '~' : ''}${range}${amount.currency === 'CNY' ? '' : amount.currency}${marks}${parts}`;
}

function checkCell(row: Record<string, string>): void {
  const unit = row.unit ? { unit: row.unit as AmountUnit } : {};
  const amount = parseAmount(row.raw ?? '', unit);
  const [note, value] = (row.note ?? '').split(' ');
  if (note === 'none') {
    expect(amount).toBeUndefined();
    return;
  }
  const number = (text: string | undefined): number | undefined => (text ? Number(text) : undefined);
  expect({ min: amount?.min, max: amount?.max, approx: amount?.approx, currency: amount?.currency }).toEqual({
    min: number(row.min),
    max: number(row.max),
    approx: row.approx === 'yes',
    currency: row.currency || 'CNY',
  });
  expect(amount?.derived ?? false).toBe(note === 'derived');
  expect(amount?.perUnit).toBe(note === 'month' || note === 'year' ? note : undefined);
  expect(amount?.parts?.map((part) => part.min)).toEqual(note === 'part' ? [Number(value)] : undefined);
}

describe('amounts', () => {
  it.each(rows('amount-cells'))('reads the cell $raw [$unit]', checkCell);

  it.each(rows('amount-prose'))('finds the amounts of $text', ({ text = '', found = '', main = '' }) => {
    expect(findAmounts(text).map(shown).join(' ')).toBe(found);
    const amount = mainAmount(text);
    expect(amount ? shown(amount) : '').toBe(main);
  });

  it.each(rows('amount-format'))('writes $min–$max as $text', ({ min, max, approx, text = '' }) => {
    expect(formatAmount(min || undefined, max || undefined, approx === 'yes')).toBe(text);
  });

  it('writes yuan with two decimals', () => {
    expect(toYuan(1286000)).toBe('1286000.00');
  });

  it('never throws and never gives what the record may not hold', () => {
    const pieces = fc.constantFrom(
      ...'0123456789.,一两十百千万亿几数多余近约元块角分至-年月共其中（）合计每位',
      ' ',
      'w',
      '美元',
      '以上',
    );
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        for (const amount of [parseAmount(text), ...findAmounts(text)]) {
          if (!amount) continue;
          for (const bound of [amount.min, amount.max])
            if (bound !== undefined) expect(toYuan(bound)).toMatch(/^\d{1,13}\.\d{2}$/u);
          if (amount.min !== undefined && amount.max !== undefined) expect(amount.min).toBeLessThanOrEqual(amount.max);
          expect(amount.min ?? amount.max).toBeDefined();
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900_000_000_000 }), (cents) => {
        const yuan = toYuan(cents / 100);
        expect(parseAmount(formatAmount(yuan, yuan))?.min).toBe(Number(yuan));
      }),
    );
  });
});
