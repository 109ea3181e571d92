import { checkFixture, checkLayouts, type Fixture, fixturesOf } from '#libs/testkit';
import { audit } from './department.js';

describe('audit (审计)', () => {
  it('has layouts that can be told apart', () => checkLayouts(audit));

  it.each(fixturesOf('libs/department-audit/fixtures'))('$name', (fixture: Fixture) => checkFixture(audit, fixture));
});
