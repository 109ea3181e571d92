import { hmac256 } from '#libs/kernel';
import { fieldsOf, HEADERS, letter, OPTIONS, one, read, workbook } from './testing.js';

test('sum lines and the foot are skipped, data that begins alike is not', async () => {
  const rows = [
    HEADERS,
    letter('1'),
    ['合计', '', '', '', 12.86, ''],
    ['制表人：周某某', '', '', '审核人：王某某', '', ''],
    ['备注：以上数据截至三月底', '', '', '', '', ''],
    ['说明2024', '2024-03-05', '周某某', '青禾区住建局', 1, '违规发放补贴'],
  ];
  const { rows: kept, skipped } = await read(await workbook(rows));
  expect(kept.map(({ row }) => row.place.row)).toEqual([2, 6]);
  expect(skipped).toEqual([
    { row: 3, reason: '合计行' },
    { row: 4, reason: '表尾说明' },
    { row: 5, reason: '表尾说明' },
  ]);
});

test('merged cells fill down, blanks do not; 同上 copies', async () => {
  const headers = ['信件编号', '被举报人姓名', '单位', '主要问题'];
  const rows = [
    headers,
    ['1', '周某某', '青禾区住建局', '违规发放补贴'],
    ['', '王某某', '', ''],
    ['2', '李某某', '同上', ''],
  ];
  const bytes = await workbook(rows, (sheet) => {
    sheet.mergeCells('A2:A3');
    sheet.mergeCells('C2:C3');
  });
  expect(await fieldsOf(bytes)).toEqual([
    { letterNo: '1', reportedName: '周某某', unit: '青禾区住建局', mainProblem: '违规发放补贴' },
    { letterNo: '1', reportedName: '王某某', unit: '青禾区住建局' },
    { letterNo: '2', reportedName: '李某某', unit: '青禾区住建局' },
  ]);
});

test('a value in the column beside is moved back with a warning', async () => {
  const { row, warnings } = await one({ 批准时间: '初步核实', 处置方式: '' });
  expect(row.fields.disposal).toBe('初步核实');
  expect(row.fields.approvedAt).toBeUndefined();
  expect(warnings.map(({ code }) => code)).toEqual(['W-CELL-MOVED']);
});

test('dropped columns are counted and leave at most a flag', async () => {
  const read = await one({
    举报人姓名: '孙某甲',
    联系电话: '13900000000',
    领导批示: '请核查',
    留置起止: '1月',
    人数: '无',
  });
  expect(read.cut).toEqual({ informantName: 1, informantPhone: 1, instruction: 1, custody: 1 });
  expect(read.row.fields).toEqual({
    letterNo: '20240001',
    unit: '青禾区住建局',
    mainProblem: '违规发放补贴',
    hasInstruction: true,
  });
  expect((await one({ 领导批示: '无' })).row.fields.hasInstruction).toBe(false);
});

test('an ID number is replaced by its digest', async () => {
  const read = await one({ 被举报人证件号码: '99010119900307661X' });
  expect(read.row.fields.reportedIdHash).toBe(hmac256(OPTIONS.idKey, '99010119900307661X'));
  expect(read.cut).toEqual({ idNumber: 1 });
  const wrong = await one({ 被举报人证件号码: '990101199003076612' });
  expect(wrong.errors.map(({ code }) => code)).toEqual(['E-ID-INVALID']);
  expect(JSON.stringify([read, wrong])).not.toContain('9901011990');
});

test('an ID number used as a code becomes a digest that stays the same', async () => {
  const [a, b] = [await one({ 信件编号: '99010119900307661X' }), await one({ 信件编号: '99010119900307661x' })];
  expect(a.row.fields.letterNo).toMatch(/^ID-[0-9a-f]{24}$/);
  expect(b.row.fields.letterNo).toBe(a.row.fields.letterNo);
  expect((await one({ 信件编号: '990101202403076611' })).row.fields.letterNo).toBe('990101202403076611');
});

test('free text keeps the people of the row and no others', async () => {
  const { row, cut } = await one({
    被举报人姓名: '周建国、王秀英',
    主要问题: '周建国与王秀英违规发放补贴。举报人：孙小明',
  });
  expect(row.fields.mainProblem).toMatch(/^周建国与王秀英违规发放补贴。/);
  expect(row.fields.mainProblem).not.toContain('孙小明');
  expect(Object.keys(cut)).not.toEqual([]);
});

test('an ID or phone number inside any text is cut', async () => {
  const read = await one({ 主要问题: '周某某（电话13800138000）违规发放补贴', 处置方式: '联系13900139000' });
  expect(JSON.stringify(read)).not.toMatch(/1380013|1390013/);
  expect(read.cut.phone).toBe(2);
});

test.each([
  ['13912345678', 'phone'],
  ['139-1234-5678', 'phone'],
  ['联系电话3217890', 'selfReference'],
  ['举报人孙小明', 'selfReference'],
])('%s instead of a code becomes a digest', async (code, kind) => {
  const { row, cut } = await one({ 信件编号: code });
  expect(row.fields.letterNo).toMatch(/^ID-[0-9a-f]{24}$/);
  expect(cut).toEqual({ [kind]: 1 });
});

test.each(['13010200017', '青纪信〔2024〕12号', 'XF13912345678901', '2024139123456'])('%s is a code', async (code) => {
  expect((await one({ 信件编号: code })).row.fields.letterNo).toBe(code);
});

test('the writer’s name goes from the prose of his row, whatever else it says', async () => {
  const cells = { 举报人姓名: '孙小明', 被举报人姓名: '周建国', 主要问题: '孙小明称局长周建国收礼，周建国威胁孙小明' };
  const { row } = await one(cells);
  expect(row.fields.mainProblem).toBe('【人员1】称局长周建国收礼，周建国威胁【人员1】');
  const prose = await one({ 举报人姓名: '孙小明', 主要问题: '局长孙小明收礼' });
  expect(JSON.stringify(prose.row)).not.toContain('孙小明');
  expect((await one({ 举报人姓名: '匿名', 主要问题: '匿名来信称收礼' })).row.fields.mainProblem).toContain('匿名');
});

test.each(['单位（举报人）', '单位【来信人】', '举报人单位情况（单位）'])(
  '%s is no unit that is reported',
  async (header) => {
    const { row } = await one({ [header]: '和顺纸箱厂' });
    expect(JSON.stringify(row)).not.toContain('纸箱厂');
  },
);

test('of two header lines the upper one says whose unit it is', async () => {
  const top = ['信件编号', '举报人信息', '', '被举报人', '', '反映的主要问题'];
  const below = ['', '姓名', '单位', '姓名', '单位', ''];
  const row = ['20240001', '孙小明', '和顺纸箱厂', '周建国', '青禾区住建局', '违规发放补贴'];
  const bytes = await workbook([top, below, row], (sheet) => sheet.mergeCells('B1:C1'));
  const [fields] = await fieldsOf(bytes);
  expect(fields?.unit).toBe('青禾区住建局');
  expect(JSON.stringify(fields)).not.toMatch(/孙小明|纸箱厂/);
});

test('numbers in names of unknown columns do not come back', async () => {
  const { sheets } = await read(
    await workbook([
      [...HEADERS, '备用13912345678'],
      [...letter('1'), 'x'],
    ]),
  );
  expect(sheets[0]?.unknownColumns).toEqual(['备用【电话】']);
});
