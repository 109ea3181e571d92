import type { Packet } from '#libs/briefing';
import type { HubEvent, NilReturn } from '#libs/contracts';
import { clueOf, eventOf, nilOf, noteOf } from '#libs/testkit';
import { createRound } from './rounds.js';
import { type Bench, clueOfMatter, loadOffice, matterEvents, openBench } from './testing.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await loadOffice(bench.temp);
});
afterEach(() => bench.remove());

const ROUND = '990101-2024-R02';
const round = (id: string, start: string, reviewFrom: string | undefined, units: string[]): Promise<void> =>
  bench.temp.db.transaction((statements) =>
    createRound(statements, { id, start, ...(reviewFrom ? { reviewFrom } : {}) }, units, '2024-05-01T00:00:00.000Z'),
  );

async function settle(...events: HubEvent[]): Promise<void> {
  await bench.take(events);
  await bench.aggregator.linker.linkWhatIsNew();
}

const packet = (edition: 'leader' | 'member' | 'meeting', unit = 'U-12', roundId?: string): Promise<Packet> =>
  bench.aggregator.packets.assemble(unit, edition, roundId);

const text = (found: Packet): string => JSON.stringify(found);
const section = (found: Packet, no: number): string => JSON.stringify(found.sections.find((one) => one.no === no));

/** What an edition says, but for the moment of asking. */
const said = ({ generatedAt: _moment, ...rest }: Packet): unknown => rest;

/** An investigation that nobody may know of, about a person and unit of its own. */
const covert = (parts: Parameters<typeof clueOf>[0] = {}, department: 'CMG' | 'PRO' = 'CMG'): HubEvent =>
  eventOf(
    department,
    'AVOID-1',
    clueOf({
      title: '初核中的问题',
      summary: '绝密初核内容，涉及河滩砂场。',
      units: ['区住建局'],
      persons: [{ name: '沈佳' }],
      occurFrom: '2022-06-01',
      occurTo: '2022-06-30',
      occurPrecision: 'MONTH',
      handling: 'AVOID',
      ...parts,
    }),
  );

describe('the version', () => {
  it('grows when what the edition prints has changed, and stays when it is only asked for again', async () => {
    await settle(...matterEvents(2));
    const versions = async () => [(await packet('member')).version, (await packet('leader')).version];
    expect(await versions()).toEqual([1, 1]);
    expect(await versions()).toEqual([1, 1]);
    await settle(eventOf('DIS', 'M0-0', clueOfMatter(1, 2), { version: 2 }));
    expect(await versions()).toEqual([2, 2]);
    await settle(covert());
    expect(await versions()).toEqual([2, 3]);
    await settle(eventOf('CMG', 'AVOID-1', { reason: '误送' }, { version: 2, type: 'CLUE_WITHDRAWN' }));
    expect((await packet('leader')).version).toBe(4);
  });

  it('is counted for each round apart', async () => {
    await settle(...matterEvents(1));
    await packet('member');
    await round(ROUND, '2024-05-20', undefined, ['U-12']);
    expect((await packet('member')).version).toBe(1);
    expect((await packet('member')).round?.id).toBe(ROUND);
  });
});

describe('what is avoided', () => {
  it.each([
    ['a record of its own', covert()],
    [
      'a record in a round whose review period it lies outside',
      covert({ occurFrom: '2001-01-01', occurTo: '2001-01-31', receivedDate: '2001-02-01', persons: [] }),
    ],
    ['a record whose unit an officer has yet to choose', covert({ units: ['区住房和城乡建投局', '区住建局'] })],
    ['a covert check that does not say so', covert({ handling: 'GENERAL', statementStatus: 'PRELIM' })],
    ['something for leaders only', covert({ handling: 'LEADER_ONLY' })],
    ['all that a department sent', covert({}, 'PRO')],
    ['all that a department sent, for leaders only', covert({ handling: 'LEADER_ONLY' }, 'PRO')],
  ] as const)('leaves no trace in the member and the meeting edition: %s', async (_, event) => {
    await round(ROUND, '2024-05-20', '2019-05-20', ['U-12']);
    await settle(...matterEvents(2));
    const before = [said(await packet('member')), said(await packet('meeting'))];
    await settle(event);
    const after = [said(await packet('member')), said(await packet('meeting'))];
    expect(after).toEqual(before);
    for (const edition of ['member', 'meeting'] as const) expect(text(await packet(edition))).not.toMatch(/绝密|砂场/u);
  });

  it('leaves a signed nil standing where it is all that the department sent', async () => {
    await round(ROUND, '2024-05-20', undefined, ['U-12']);
    await settle(...matterEvents(1), eventOf('PRO', 'N-1', nilOf('区住建局'), { type: 'NIL_RETURN' }));
    const before = said(await packet('member'));
    await settle(covert({}, 'PRO'));
    expect(said(await packet('member'))).toEqual(before);
    expect(section(await packet('leader'), 5)).toMatch(/检察：[^"]*部门报送1条/u);
  });

  it('takes the letter beside it along, out of the members’ sight', async () => {
    await settle(...matterEvents(1));
    expect(text(await packet('member'))).toContain('青河路');
    await settle(eventOf('CMG', 'M0-2', clueOfMatter(0, 2, { handling: 'AVOID' }), { version: 2 }));
    const member = await packet('member');
    expect(text(member)).not.toContain('青河路');
    expect([member.items, section(member, 15)]).toEqual([[], section(member, 15)]);
    expect(section(await packet('leader'), 15)).toContain('办理');
    expect(text(await packet('leader'))).not.toContain('套取资金');
  });
});

describe('replies of departments', () => {
  const nil = (department: 'PET' | 'PRO', no: string, parts: Partial<NilReturn> = {}, unit = '区住建局'): HubEvent =>
    eventOf(department, no, nilOf(unit, parts), { type: 'NIL_RETURN' });

  it('tell records, signed nil, withheld and silence apart', async () => {
    await round(ROUND, '2024-05-20', undefined, ['U-12']);
    await settle(...matterEvents(1), nil('PET', 'N-1'), nil('PRO', 'N-1', { code: 'N5' }));
    const leader = section(await packet('leader'), 5);
    expect(leader).toMatch(/信访：[^"]*零报告/u);
    expect(leader).toContain('审核某');
    expect(leader).toMatch(/检察：[^"]*另行/u);
    const member = section(await packet('member'), 5);
    expect(member).not.toContain('N5');
    await bench.remove();
    bench = await openBench();
    await loadOffice(bench.temp);
    await round(ROUND, '2024-05-20', undefined, ['U-12']);
    await settle(...matterEvents(1));
    expect(section(await packet('leader'), 5)).toMatch(/检察：[^"]*未回复/u);
    expect(text(await packet('leader'))).toContain('未回复部门：信访、检察');
  });

  it('calls nobody silent before members whose records may all be restricted', async () => {
    await round(ROUND, '2024-05-20', undefined, ['U-12']);
    await settle(...matterEvents(1), covert({}, 'PRO'));
    for (const edition of ['member', 'meeting'] as const) {
      const found = await packet(edition);
      expect(section(found, 5)).toContain('检察：未回复或无本版可收录内容。');
      expect(text(found)).not.toContain('未回复部门');
    }
  });

  it('of departments that were not asked nothing is held against them', async () => {
    await settle(...matterEvents(1));
    expect(text(await packet('leader'))).not.toContain('未回复');
    await round(ROUND, '2024-05-20', undefined, ['U-12']);
    expect(text(await packet('leader'))).not.toMatch(/组织人事：[^"]*未回复/u);
  });

  it('the newest statement counts, and one about a unit below is none about the whole', async () => {
    await round(ROUND, '2024-05-20', undefined, ['U-12']);
    await settle(
      nil('PRO', 'N-1', { code: 'N5', signedDate: '2024-05-11' }),
      nil('PRO', 'N-2', { code: 'N1', signedDate: '2024-05-12' }),
      nil('PET', 'N-1', {}, '区质安站'),
    );
    const found = section(await packet('leader'), 5);
    expect(found).toMatch(/检察：[^"]*零报告/u);
    expect(found).toMatch(/信访：[^"]*未回复/u);
  });

  it('a department whose records all lie outside the review period has replied', async () => {
    await round(ROUND, '2024-05-20', '2019-05-20', ['U-12']);
    await settle(eventOf('PRO', 'old', clueOf({ units: ['区住建局'], receivedDate: '2001-03-01' })));
    expect(section(await packet('leader'), 5)).not.toMatch(/检察：[^"]*未回复/u);
  });
});

describe('the review period', () => {
  const old = {
    receivedDate: '2012-03-01',
    occurFrom: '2011-01-01',
    occurTo: '2011-12-31',
    occurPrecision: 'YEAR' as const,
  };
  const cases = [
    ['inside by its date of receipt', clueOf({ units: ['区住建局'], receivedDate: '2023-03-01' }), true],
    ['inside by when it happened', clueOf({ units: ['区住建局'], ...old, occurTo: '2020-01-01' }), true],
    ['outside', clueOf({ units: ['区住建局'], ...old }), false],
    [
      'outside, but the person is still in post',
      clueOf({ units: ['区住建局'], ...old, persons: [{ name: '祁文涛' }] }),
      true,
    ],
    ['outside, and the person has left', clueOf({ units: ['区住建局'], ...old, persons: [{ name: '骆长庚' }] }), false],
  ] as const;

  it.each(cases)('%s', async (_, clue, taken) => {
    await round(ROUND, '2024-05-20', '2019-05-20', ['U-12']);
    await settle(eventOf('DIS', 'J-1', clue));
    const found = await packet('leader');
    expect(found.items).toHaveLength(taken ? 1 : 0);
    expect(section(found, 16).includes('超时段1条')).toBe(!taken);
  });

  it('without a round everything counts', async () => {
    await settle(eventOf('DIS', 'J-1', cases[2][1]));
    expect((await packet('leader')).items).toHaveLength(1);
  });
});

it('a unit’s packet holds what is below it, notes among it, and nothing of its neighbours', async () => {
  await settle(
    eventOf('DIS', 'below', clueOf({ units: ['区质安站'], summary: '质安站验收走过场。' })),
    eventOf('DIS', 'elsewhere', clueOf({ units: ['区自然资源和规划局'], summary: '邻居单位问题。' })),
    eventOf('PET', 'X-1', noteOf('区住建局'), { type: 'SITUATION_NOTE' }),
    eventOf('DIS', 'earlier', clueOf({ units: ['区房管局'], occurTo: '2018-05-01', summary: '原房管局问题。' })),
  );
  const found = await packet('leader');
  expect(found.statistics).toMatchObject({ records: 2 });
  expect((await packet('leader', 'U-13')).statistics).toMatchObject({ records: 1 });
  expect((await packet('leader', 'U-15')).statistics).toMatchObject({ records: 1 });
  expect(section(found, 5)).toMatch(/信访：[^"]*情况说明1份/u);
});

it('a body whose functions went to two stands in the packets of both', async () => {
  await settle(eventOf('DIS', 'J-1', clueOf({ units: ['区科学技术局'], occurTo: '2022-05-01' })));
  for (const unit of ['U-17', 'U-18']) expect((await packet('leader', unit)).items).toHaveLength(1);
});

it('sums that departments reported stand in the data gaps, the newest of each batch', async () => {
  const sums = { batchId: 'b-1', received: 12, accepted: 8, refused: 3, invalid: 1, refusedBy: { X1: 2, X2: 1 } };
  await settle(
    ...matterEvents(1),
    eventOf('DIS', 'batch:b-1', sums, { type: 'BATCH_MANIFEST' }),
    eventOf('DIS', 'batch:b-1', { ...sums, accepted: 7, invalid: 2 }, { type: 'BATCH_MANIFEST', version: 2 }),
  );
  const gaps = section(await packet('member'), 16);
  expect(gaps).toContain('超管理权限2条、超范围1条');
  expect(gaps).toContain('格式错误退回2条');
  expect(gaps).toContain('含其他单位');
});

describe('units by name', () => {
  it.each([
    ['U-12', 'U-12'],
    ['区住建局', 'U-12'],
    ['区房管局', 'U-12'],
  ])('%s is %s', async (name, unit) => {
    expect(await bench.aggregator.packets.unitNamed(name)).toBe(unit);
  });

  it('an unsure name is refused with what it may mean', async () => {
    await expect(bench.aggregator.packets.unitNamed('一中')).rejects.toMatchObject({
      code: 'E-UNIT-UNKNOWN',
      remedy: '是否指：青禾区第一中学、青禾区和顺镇第一中学',
    });
  });

  it('unknown units and rounds are refused', async () => {
    await expect(packet('leader', 'U-99')).rejects.toMatchObject({ code: 'E-UNIT-UNKNOWN' });
    await expect(packet('leader', 'U-12', 'none')).rejects.toMatchObject({ code: 'E-ROUND-UNKNOWN' });
  });
});
