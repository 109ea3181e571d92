import {
  checkFixture,
  checkHostileCells,
  checkLayouts,
  checkSameOnAnotherDay,
  type Fixture,
  fixturesOf,
} from '#libs/testkit';
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

  it.each<[string, Record<string, unknown>]>([
    [
      'cases',
      {
        recordKind: '起诉',
        unifiedCaseNo: '99010120240000012',
        docNo: '青检刑诉〔2024〕21号',
        docDate: '2024-03-20',
        unit: '区质安站',
        charge: '受贿罪',
        suspects: '罗建平（区质安站站长）',
      },
    ],
    [
      'cases',
      {
        recordKind: '检察建议',
        docNo: '青检建〔2023〕4号',
        docDate: '2023-12-31',
        unit: '区住建局',
        loophole: '审核不严。',
      },
    ],
  ])('takes any text in the cells of %s %#', (kind, base) => checkHostileCells(procuratorate, kind, base));

  it.each(fixturesOf('libs/department-procuratorate/fixtures').filter(({ refused }) => !refused))(
    'says the same on another day: $name',
    (fixture: Fixture) => checkSameOnAnotherDay(procuratorate, fixture),
  );

  it.each(fixturesOf('libs/department-procuratorate/fixtures'))('$name', (fixture: Fixture) =>
    checkFixture(procuratorate, fixture),
  );
});
