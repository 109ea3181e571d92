import { csvRows, readProjectFile } from '#libs/kernel';
import { checkFixture, checkHostileCells, checkLayouts, type Fixture, fixturesOf } from '#libs/testkit';
import caseManagement from './index.js';

const FOLDER = 'libs/department-case-management';
const EXPORTED =
  '是否单位,填报单位名称,填报单位代码,统计标识,线索编码,人员编码,被反映人,工作单位及职务,是否国家监察对象,职级,挽回经济损失,收缴涉案金额（0,办理机关,主要问题线索,备注,民族,出生年月,人大代表,政协委员,处置情况报告,入党时间,干部管理权限,受理时间,处置方式1批准时间,处置方式1统计时间,一级处置方式1,二级处置方式1,处置方式2批准时间,处置方式2统计时间,一级处置方式2,二级处置方式2,处置方式3批准时间,处置方式3统计时间,一级处置方式3,二级处置方式3,案件来源,违纪行为,是否与本人核实,是否党员,监察对象二级分类,是否非党员非监察对象,非党员非监察对象二级分类（万元）,职务犯罪行为,其他违法犯罪行为,组织措施统计时间,上级交办,分管科室,删除状态,创建时间,更新时间,来件编号'.split(
    ',',
  );

describe('case management (案管)', () => {
  it('has layouts that can be told apart', () => checkLayouts(caseManagement));

  it('knows the 50 columns of the export and the one that offices add', () => {
    expect(EXPORTED).toHaveLength(51);
    const headers = caseManagement.layouts.find(({ kind }) => kind === 'ledger')?.columns.flatMap((c) => c.headers);
    expect(EXPORTED.filter((header) => !headers?.includes(header))).toEqual([]);
  });

  it('says where the wrong exporter puts a way of handling', () => {
    const column = caseManagement.layouts[0]?.columns.find(({ field }) => field === 'disposal1Level1');
    expect(column).toMatchObject({ table: 'T07', neighbour: 'disposal1ApprovedAt' });
  });

  it.each(csvRows(readProjectFile(`${FOLDER}/cases/denied-headers.csv`)))('$header → "$kind"', ({ header, kind }) => {
    for (const { denied } of caseManagement.layouts)
      expect(denied?.find(({ pattern }) => pattern.test(header ?? ''))?.kind ?? '').toBe(kind);
  });

  it.each(fixturesOf(`${FOLDER}/fixtures`))('$name', (fixture: Fixture) => checkFixture(caseManagement, fixture));

  const subject = { personCode: 'P1', reflectedName: '沈佳', unitAndPost: '区住建局副局长', authority: '县管' };
  const matter = { clueSource: '其他', violation: '工作纪律', mainClue: '反映沈佳工作不负责任。' };
  it.each([
    ['ledger', { ...subject, ...matter, clueCode: 'C-0000001', rank: '副科', acceptedAt: '2023-04-25' }],
    ['cases', { ...subject, ...matter, caseCode: 'AJ-0001', disciplineFiledAt: '2023-04-25' }],
  ])('takes any text in the cells of %s', (kind, base) => checkHostileCells(caseManagement, kind, base));
});
