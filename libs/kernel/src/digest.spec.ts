import canonicalizeModule from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson, sha256 } from './digest.js';

const reference = canonicalizeModule as unknown as (value: unknown) => string | undefined;

describe('canonical JSON', () => {
  it('is the text of RFC 8785 for every value', () => {
    const key = fc.oneof(
      fc.constantFrom('a', 'B', '10', '9', '01', '-1', '__proto__', '\u20ac', '\ud83d\ude00', '\ufb33', '键', ''),
      fc.string(),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: 'binary' }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(null, true, false, undefined, -0, 1e21, 5e-324, '\ud800', '"\\\u2028\n\u007f'),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(fc.array(value), (values) => expect(canonicalJson(values)).toBe(reference(values))),
      { numRuns: 2000 },
    );
  });

  it.each([[{ b: 1, a: { d: [3, { f: 1, e: 2 }], c: undefined } }, '{"a":{"d":[3,{"e":2,"f":1}]},"b":1}']])(
    'of %j',
    (value, text) => expect(canonicalJson(value)).toBe(text),
  );

  it.each([Number.NaN, Number.POSITIVE_INFINITY, undefined])('of %p does not exist', (value) => {
    expect(() => canonicalJson(value)).toThrow();
    if (value !== undefined) expect(() => canonicalJson({ value })).toThrow();
  });

  it('takes the text that a value gives of itself', () => {
    expect(canonicalJson({ at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
  });
});

it('SHA-256 of FIPS 180-4', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
