import fc from 'fast-check';
import { csvRows, readProjectFile } from '#libs/kernel';
import { type UnitEntry, type UnitEvent, UnitIndex } from './unit-resolution.js';

const registry = JSON.parse(readProjectFile('libs/text/cases/unit-registry.json')) as {
  entries: UnitEntry[];
  events: UnitEvent[];
};
const index = new UnitIndex(registry.entries, registry.events);
const rows = csvRows(readProjectFile('libs/text/cases/unit-resolution.csv'));

function check(row: Record<string, string>): void {
  const match = index.resolve(row.raw ?? '', {
    date: row.date ?? '',
    division: row.division || '990101',
    ...(row.uscc ? { uscc: row.uscc } : {}),
    ...(row.targets ? { targets: new Set(row.targets.split(' ')) } : {}),
  });
  expect({
    unitId: match.unitId ?? '',
    unitNow: match.unitNow ?? '',
    former: match.former === true ? 'yes' : '',
    method: match.method,
  }).toEqual({ unitId: row.unitId, unitNow: row.unitNow, former: row.former, method: row.method });
  if (row.candidates) expect(match.candidates.map(({ unitId }) => unitId)).toEqual(row.candidates.split(' '));
  expect(match.reason).not.toBe('');
}

describe('unit resolution', () => {
  it.each(rows.map((row) => [`${row.raw} ${row.date}`, row] as const))('%s', (_name, row) => check(row));

  it('gives a body taken apart at half confidence, for a human to choose by function', () => {
    expect(index.resolve('青禾区科学技术局', { date: '2023-05-01', division: '990101' }).confidence).toBe(0.5);
  });

  it('depends on the text and the occasion alone, not on the order of the registry', () => {
    const turned = new UnitIndex([...registry.entries].reverse(), registry.events);
    for (const row of rows) {
      const at = { date: row.date ?? '', division: row.division || '990101' };
      expect(turned.resolve(row.raw ?? '', at)).toEqual(index.resolve(row.raw ?? '', at));
    }
  });

  it('names a body only with 8 bits or more, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 30 }),
          fc.constantFrom(...rows.map((row) => row.raw ?? '')).map((raw) => raw.slice(1)),
        ),
        (raw) => {
          const match = index.resolve(raw, { division: '990101' });
          return match.unitId === undefined || match.bits >= 8;
        },
      ),
    );
  });

  it('finds every full name by itself, whatever else is registered', () => {
    const part = fc.constantFrom(...'青禾市区县省红石政府机关农业建设第一中学校公司委员会局办处站村镇社'.split(''));
    const name = fc.array(part, { minLength: 2, maxLength: 12 }).map((characters) => characters.join(''));
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 12 }), fc.func(fc.integer()), (names, order) => {
        const entries = names.map((full) => ({ unitId: full, name: full, division: '990101', aliases: [] }));
        const shuffled = [...entries].sort((a, b) => order(a.name) - order(b.name));
        const [one, other] = [new UnitIndex(entries), new UnitIndex(shuffled)];
        for (const full of names) {
          expect(one.resolve(full, { division: '990101' }).unitId).toBe(full);
          const short = full.slice(0, -1);
          expect(other.resolve(short, { division: '990101' })).toEqual(one.resolve(short, { division: '990101' }));
        }
      }),
    );
  });
});
