import { checkFixture, checkLayouts, type Fixture, fixturesOf } from '#libs/testkit';
import { procuratorate } from './department.js';

describe('procuratorate (检察)', () => {
  const [layout] = procuratorate.layouts;

  it('has a layout that can be told', () => checkLayouts(procuratorate));

  it.each(['被害人', '证人姓名', '强制措施', '羁押地点', '在逃人数', 'victims', 'witnesses'])(
    'never lets %s out of the reader',
    (header) => {
      const denied = layout?.denied?.some(({ pattern }) => pattern.test(header));
      const column = layout?.columns.find(({ headers }) => headers.includes(header));
      expect(denied || column?.drop !== undefined).toBe(true);
    },
  );

  it.each(fixturesOf('libs/department-procuratorate/fixtures'))('$name', (fixture: Fixture) =>
    checkFixture(procuratorate, fixture),
  );
});
