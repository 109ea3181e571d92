import { checkFixture, checkHostileCells, checkLayouts, type Fixture, fixturesOf } from '#libs/testkit';
import discipline from './index.js';

describe('discipline (纪检)', () => {
  it('has layouts that can be told apart', () => checkLayouts(discipline));

  it('knows the 21 columns of the export', () => {
    const headers =
      '举报人姓名,地址,联系电话,身份证号码,被举报人姓名,单位,政治面貌,职务,职级,反映的主要问题,问题属地,问题性质,关键字,领导批示时间,批示状态,批示意见,承办单位,信访件转出时间,删除状态,创建时间,更新时间';
    const known = new Set(
      discipline.layouts.find(({ kind }) => kind === 'letters-export')?.columns.flatMap((column) => column.headers),
    );
    expect(headers.split(',').filter((header) => !known.has(header))).toEqual([]);
  });

  it.each(fixturesOf('libs/department-discipline/fixtures'))('$name', (fixture: Fixture) =>
    checkFixture(discipline, fixture),
  );

  it.each([
    [
      'letters',
      {
        complaintNo: 'QJ2023-0091',
        receivedDate: '2022-09-05',
        channel: '来信',
        signedType: '匿名',
        reportedUnit: '区住建局',
        mainProblem: '区住建局违规发放津补贴。',
        problemNature: '廉洁纪律',
      },
    ],
    ['findings', { findingNo: 'RJ-1', foundDate: '2022-09-05', unit: '区住建局', problem: '会议记录不全。' }],
  ])('takes any text in the cells of %s', (kind, base) => checkHostileCells(discipline, kind, base));
});
