import { readProjectFile } from '#libs/kernel';
import { assemblePacket, type Block, EDITIONS, type Packet, type PacketInput, packetJson } from './index.js';

const input = JSON.parse(readProjectFile('libs/briefing/fixtures/worked-example.json')) as PacketInput;

const textOf = (block: Block): string => {
  if (block.type === 'list') return block.items.join('\n');
  if (block.type === 'table') return block.rows.map((row) => row.join('|')).join('\n');
  return block.text;
};

const section = (packet: Packet, no: number): string =>
  packet.sections
    .filter((each) => each.no === no)
    .map(({ blocks, empty }) => blocks.map(textOf).join('\n') || (empty ?? ''))
    .join('\n');

const member = assemblePacket(input, 'member');

it('14 records are 6 matters in the published order, with both scores', () => {
  const scores = member.items.map(({ checkability, severity }) => `${checkability.score};${severity}`).join(' ');
  expect(scores).toBe('100;69 89;60 70;50 88;42 76;32 7;26');
  expect(member.items.map(({ no, tier, independentOrigins }) => [no, tier, independentOrigins])).toEqual([
    [1, 1, 2],
    [2, 2, 1],
    [3, 3, 1],
    [4, 3, 1],
    [5, 3, 1],
    [6, 5, 1],
  ]);
  expect(member.statistics).toEqual({
    departmentsAsked: 6,
    departmentsReplied: 5,
    records: 14,
    matters: 6,
    duplicateRate: 57,
    grades: { A: 3, B: 2, C: 0, D: 1 },
    teamMembersInvolved: 3,
    disciplines: { 3: 2, 4: 1, 5: 3 },
  });
});

it.each([
  [3, '贺明远|党组书记、局长|全面工作|2020年7月至今|乡科级正职|1件（作为领导责任）'],
  [3, '祁文涛|党组成员、副局长|市政、质安|2019年3月至今|乡科级副职|2件'],
  [5, '案管：收录线索3条（2条与纪检同源、1条与审计同源），按时。'],
  [5, '检察：未回复，逾期3个工作日，已催办2次。'],
  [5, '组织人事：经函询，未发现涉及该单位的记录（零报告，N1，2024年5月10日，签报人：张×）。'],
  [6, '审计认定多计工程款128.6万元（审计，青审投报〔2023〕7号、青审移〔2023〕2号）；据实名反映，'],
  [6, '两处独立来源；时间均为2021年。可查性100（A），重要性69。'],
  [7, '质安站站长罗建平2022年6月在“某市政合同”中涉及受贿方面问题，金额约3万元'],
  [7, '同一来源多渠道（不视为印证）。可查性89（A），重要性60。'],
  [9, '审计查出问题5个：已整改2、整改中1、滞后1、屡审屡犯1。'],
  [10, '信访26件（揭发控告3、求决19、意见建议4），重复7件，集体访2批27人次'],
  [10, '按期办结率92%'],
  [16, '事项3被反映人“征收办工作人员李某”'],
])('section %i of the member edition says %s', (no, expected) => {
  expect(section(member, no)).toContain(expected);
});

it('every edition has its sections in order, each with content or a reason', () => {
  for (const edition of EDITIONS) {
    const { sections, annexes } = assemblePacket(input, edition);
    const numbers = Array.from({ length: 18 }, (_, no) => no).filter((no) => no !== 15 || edition === 'leader');
    expect(sections.map(({ no }) => no)).toEqual(numbers);
    for (const { blocks, empty } of [...sections, ...annexes]) expect(blocks.length > 0 ? '' : empty).toBeDefined();
    for (const { blocks, empty } of [...sections, ...annexes]) expect(blocks.length > 0 || Boolean(empty)).toBe(true);
  }
});

it('numbers of petitions and letters stay out; the meeting edition names nobody reported', () => {
  const numbers = ['202300000000123', '202400000000016', '青信转〔2023〕45号'];
  for (const edition of EDITIONS)
    for (const number of numbers) expect(packetJson(assemblePacket(input, edition))).not.toContain(number);
  const meeting = packetJson(assemblePacket(input, 'meeting'));
  for (const name of ['祁文涛', '贺明远', '沈佳', '罗建平', '老李', '实名', '匿名', '联名', 'QJ2023-0087'])
    expect(meeting).not.toContain(name);
  expect(packetJson(member)).not.toContain('老李');
});

it('without data every section says why it is empty', () => {
  const bare: PacketInput = {
    ...input,
    unit: { unitId: 'U-0012', name: '青禾区住房和城乡建设局', aliases: [], events: [] },
    team: [],
    records: [],
    matters: [],
    notes: [],
    departments: [{ code: 'AUD', state: 'SILENT', count: 0 }],
    gaps: {},
  };
  const packet = assemblePacket(bare, 'leader');
  const empty = packet.sections.filter((each) => each.empty).map(({ no }) => no);
  expect(empty).toEqual([2, 3, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  expect(section(packet, 9)).toBe('审计未回复，未收到审计查出问题记录。');
  expect(packet.statistics.duplicateRate).toBe(0);
});

it.each([
  [undefined, '编制、实有人数、领导职数未列：没有部门报送单位概况。'],
  [{ establishment: undefined, staff: undefined }, '编制、实有人数未列：单位概况中没有。'],
  [{}, undefined],
])('figures of the unit that nobody delivered are said to be missing: profile %j', (change, expected) => {
  const { profile, ...unit } = input.unit;
  const given = change === undefined ? unit : { ...unit, profile: { ...profile, ...change } };
  const text = section(assemblePacket({ ...input, unit: given } as PacketInput, 'leader'), 2);
  if (expected === undefined) expect(text).not.toContain('未列');
  else expect(text).toContain(expected);
});
