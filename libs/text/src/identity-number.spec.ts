import fc from 'fast-check';
import { stdnum } from 'stdnum';
import { csvRows, readProjectFile } from '#libs/kernel';
import { checkCitizenId, checkUscc } from './identity-number.js';

const ALPHABET = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
const digits = (length: number) =>
  fc.array(fc.constantFrom(...'0123456789'), { minLength: length, maxLength: length }).map((all) => all.join(''));
const letters = (length: number) =>
  fc.array(fc.constantFrom(...ALPHABET), { minLength: length, maxLength: length }).map((all) => all.join(''));

describe('identity numbers', () => {
  it.each(csvRows(readProjectFile('libs/text/cases/identity-numbers.csv')))(
    '$kind $raw is $result',
    ({ kind, raw = '', norm, result }) => {
      if (kind === 'uscc') {
        const checked = checkUscc(raw);
        const said = checked.valid ? 'valid' : checked.suggestion ? `suggestion:${checked.suggestion}` : 'invalid';
        expect([checked.norm, said]).toEqual([norm, result]);
      } else {
        const checked = checkCitizenId(raw);
        expect([checked.norm, checked.error ?? 'valid']).toEqual([norm, result]);
        expect(checked.valid).toBe(checked.error === undefined);
      }
    },
  );

  it('accepts lower-case x and gives X', () => {
    const found = Array.from(
      { length: 1000 },
      (_, serial) => `99010119750314${String(serial).padStart(3, '0')}x`,
    ).filter((id) => checkCitizenId(id).valid);
    expect(found.length).toBeGreaterThan(50);
    for (const id of found) expect(checkCitizenId(id).norm).toBe(id.toUpperCase());
  });

  it('agrees with stdnum wherever that one can judge', () => {
    fc.assert(
      fc.property(digits(8), letters(9), fc.constantFrom(...ALPHABET.slice(1)), (front, back, check) => {
        if (checkUscc(front + back + check).valid)
          expect(stdnum.CN?.uscc?.validate(front + back + check).isValid).toBe(true);
      }),
    );
    fc.assert(
      fc.property(
        digits(6),
        fc.integer({ min: 1950, max: 2009 }),
        fc.integer({ min: 1, max: 28 }),
        digits(3),
        fc.constantFrom(...'0123456789X'),
        (area, year, day, serial, check) => {
          const id = `${area}${year}07${String(day).padStart(2, '0')}${serial}${check}`;
          expect(checkCitizenId(id).valid).toBe(stdnum.CN?.ric?.validate(id).isValid);
        },
      ),
    );
  });

  it('never throws, and normalises once', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), letters(18)), (text) => {
        expect(checkUscc(checkUscc(text).norm).norm).toBe(checkUscc(text).norm);
        expect(typeof checkCitizenId(text).valid).toBe('boolean');
      }),
    );
  });

  it('catches every single wrong character of a credit code', () => {
    const code = '11990101MB0Y10015U';
    for (let place = 0; place < 18; place++)
      for (const char of ALPHABET)
        if (code[place] !== char)
          expect(checkUscc(code.slice(0, place) + char + code.slice(place + 1)).valid).toBe(false);
  });
});
