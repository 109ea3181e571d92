import {
  checkFixture,
  checkHostileCells,
  checkLayouts,
  checkSameOnAnotherDay,
  type Fixture,
  fixturesOf,
} from '#libs/testkit';
import { petition } from './department.js';

const PINYIN =
  'xfjbh xfjid lhxfjid repeated_id cxm cxmzt xfrq djsj xfxs xfrs sjrs djjgmc djjgdm djjglb djbm djr gkxx tsnr xfjzt bjgccbz qgccbz cfxfbz scxfjg scxfrq wtsddm nrfldm xfmddm xfyydm lmbz nmbz zdjjbz yybz sksflbz jabz rdwt ssxt fcbz fhbz bjbz shrdbjbz xbjzsj bfyrhdw bfyrjb bfyrzw bfyrzzdm bfyrzzmc blcx blfs xm xb mz zz zzdm zjlx zjhm sjh gddh dzyj txdz gzdw csrq zy hkszd';
const PETITIONER = 'cxm cxmzt djr xm xb mz zz zzdm zjlx zjhm sjh gddh dzyj txdz gzdw csrq zy hkszd bfyrzzdm bfyrzzmc';

describe('petition (信访)', () => {
  const [letters] = petition.layouts;
  const columnOf = (header: string) => letters?.columns.find(({ headers }) => headers.includes(header));

  it('has layouts that can be told apart', () => checkLayouts(petition));

  it('knows every abbreviation of the national field set', () => {
    expect(PINYIN.split(' ').filter((header) => columnOf(header) === undefined)).toEqual([]);
  });

  it('cuts every column about the petitioner in the reader', () => {
    expect(PETITIONER.split(' ').filter((header) => columnOf(header)?.drop === undefined)).toEqual([]);
  });

  it.each<[string, Record<string, unknown>]>([
    [
      'letters',
      { petitionNo: '202300000000123', purpose: '01', registeredAt: '2023-04-10', overview: '反映区住建局。' },
    ],
    ['letters', { petitionNo: '202300000000124', purpose: '03', registeredAt: '2023-04-10', overview: '求决。' }],
    ['sections', { unit: '区住建局', section: 'B', date: '2024-05-08' }],
  ])('takes any text in the cells of %s %#', (kind, base) => checkHostileCells(petition, kind, base));

  it.each(fixturesOf('libs/department-petition/fixtures').filter(({ refused }) => !refused))(
    'says the same on another day: $name',
    (fixture: Fixture) => checkSameOnAnotherDay(petition, fixture),
  );

  it.each(fixturesOf('libs/department-petition/fixtures'))('$name', (fixture: Fixture) =>
    checkFixture(petition, fixture),
  );

  it.each([
    { length: 4000, warnings: [], kept: true },
    { length: 8000, warnings: ['W-LENGTH'], kept: true },
    { length: 8001, warnings: ['W-LENGTH'], kept: false },
  ])('a text of $length characters', ({ length, warnings, kept }) => {
    const overview = '反映区住建局领导。'.repeat(1000).slice(0, length);
    const fields = { petitionNo: '1', purpose: '01', registeredAt: '2024-01-02', overview };
    const [record] = petition.assemble([{ kind: 'letters', place: { sheet: '', row: 2 }, fields, absent: new Set() }]);
    const { payload, warnings: found } = petition.normalize(record!, { today: '2024-05-16', division: '990101' });
    expect(found.map(({ code }) => code)).toEqual(warnings);
    expect(payload).toMatchObject({ protected: kept ? { fullText: overview } : {} });
    if (!kept) expect(payload).not.toHaveProperty('protected.fullText');
  });
});
