import { csvRows, readProjectFile } from '#libs/kernel';
import { refuseStanding, type Standing } from './authority.js';

const given = (value: string | undefined) => value || undefined;

describe('standing of the reflected person', () => {
  it.each(csvRows(readProjectFile('libs/contracts/cases/standing.csv')))(
    '$authority/$rank/$unit/$post → "$refused"',
    ({ authority, rank, unit, post, refused }) => {
      const standing: Standing = {
        authority: given(authority),
        rank: given(rank),
        unit: given(unit),
        post: given(post),
      };
      expect(refuseStanding(standing)?.exclusion ?? '').toBe(refused);
    },
  );
});
