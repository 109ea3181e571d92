import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { clueOf } from '#libs/testkit';
import { PAYLOAD_CLASSES } from './event.js';
import { wireInstance } from './wire-instance.js';

const sound = clueOf({
  units: ['区住建局'],
  persons: [{ name: '贺明远' }],
  amount: { min: '1.00', max: '1.00', currency: 'CNY', approx: false, kind: 'INVOLVED', raw: '一元' },
  docNumbers: [{ kind: 'COMPLAINT', raw: 'a', norm: 'a' }],
  keyHint: { key: true },
});

const problems = (instance: object): unknown =>
  validateSync(instance, { forbidUnknownValues: true }).map(({ property, constraints, children }) => [
    property,
    Object.keys(constraints ?? {}).sort(),
    (children ?? []).length,
  ]);

it('class-validator finds in it what it finds in the general transformer’s instance, whatever a member holds', () => {
  const member = fc.constantFrom(...Object.keys(sound));
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(...Object.values(sound)),
    fc.array(fc.jsonValue(), { maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.dictionary(member, value as fc.Arbitrary<unknown>, { maxKeys: 4 }), (changed) => {
      const plain = JSON.parse(JSON.stringify({ ...sound, ...changed })) as object;
      const before = JSON.stringify(plain);
      const ours = wireInstance(PAYLOAD_CLASSES.CLUE_SUBMITTED, plain);
      expect(problems(ours)).toEqual(problems(plainToInstance(PAYLOAD_CLASSES.CLUE_SUBMITTED, plain)));
      expect(JSON.stringify(plain)).toBe(before);
    }),
    { numRuns: 200 },
  );
  expect(problems(wireInstance(PAYLOAD_CLASSES.CLUE_SUBMITTED, sound))).toEqual([]);
});

it('members that would change its nature are left out', () => {
  const hostile = JSON.parse('{"title":"x","__proto__":{"polluted":1},"constructor":{"name":"y"}}') as object;
  const made = wireInstance(PAYLOAD_CLASSES.CLUE_SUBMITTED, hostile);
  expect(made).toBeInstanceOf(PAYLOAD_CLASSES.CLUE_SUBMITTED);
  expect([made.constructor, Object.keys(made)]).toEqual([PAYLOAD_CLASSES.CLUE_SUBMITTED, ['title']]);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});
