import {
  checkFixture,
  checkHostileCells,
  checkLayouts,
  checkSameOnAnotherDay,
  type Fixture,
  fixturesOf,
} from '#libs/testkit';
import { audit } from './department.js';

describe('audit (审计)', () => {
  it('has layouts that can be told apart', () => checkLayouts(audit));

  it.each<[string, Record<string, unknown>]>([
    [
      'projects',
      {
        projectName: '预算执行审计',
        auditedUnit: '区住建局',
        reportNo: '青审财报〔2023〕5号',
        reportDate: '2023-07-01',
      },
    ],
    [
      'problems',
      {
        problemNo: '青审财报〔2023〕5号#1',
        problemTitle: '多计工程款',
        problemDesc: '多计工程款3万元。',
        problemType: 'A504',
        respUnit: '区住建局',
        isTransferred: true,
      },
    ],
    [
      'transfers',
      { transferNo: '青审移〔2023〕2号', transferDate: '2023-08-01', receiver: '区纪委监委', matter: '多计工程款' },
    ],
    ['rectification', { problemNo: '青审财报〔2023〕5号#1', rectState: '1' }],
  ])('takes any text in the cells of %s %#', (kind, base) => checkHostileCells(audit, kind, base));

  it.each(fixturesOf('libs/department-audit/fixtures').filter(({ refused }) => !refused))(
    'says the same on another day: $name',
    (fixture: Fixture) => checkSameOnAnotherDay(audit, fixture),
  );

  it.each(fixturesOf('libs/department-audit/fixtures'))('$name', (fixture: Fixture) => checkFixture(audit, fixture));
});
