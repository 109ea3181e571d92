import fc from 'fast-check';
import { readProjectFile } from '#libs/kernel';
import {
  assemblePacket,
  type BriefingMatter,
  type BriefingRecord,
  EDITIONS,
  type PacketInput,
  packetJson,
} from './index.js';

const example = JSON.parse(readProjectFile('libs/briefing/fixtures/worked-example.json')) as PacketInput;

const handling = fc.constantFrom('GENERAL', 'GENERAL', 'LEADER_ONLY', 'AVOID', 'STAT_ONLY', 'PAPER_ONLY');
const status = fc.constantFrom('ALLEGED', 'ALLEGED', 'VERIFIED', 'CLEARED', 'PRELIM', 'FILED', 'STAT');
const reach = fc.constantFrom('GENERAL', 'GENERAL', 'LEADER_ONLY', 'AVOID');

/** Any mixture of the example's records: each has a matter (or none), a handling and a status of its own. */
const anyInput = fc
  .record({
    records: fc.array(
      fc.record({ pick: fc.nat(13), matter: fc.integer({ min: -1, max: 7 }), handling, status, changed: fc.boolean() }),
      { minLength: 1, maxLength: 24 },
    ),
    reaches: fc.array(reach, { minLength: 8, maxLength: 8 }),
    pinned: fc.nat(7),
  })
  .map(({ records: drawn, reaches, pinned }): PacketInput => {
    const records = drawn.map(({ pick, handling: at, status: said, changed }, index): BriefingRecord => {
      const record = example.records[pick] as BriefingRecord;
      const clue = {
        ...record.clue,
        handling: at,
        ...(changed ? { statementStatus: said } : {}),
      } as BriefingRecord['clue'];
      return { ...record, recordId: `x${String(index).padStart(2, '0')}`, sourceRecordId: `N${index}`, clue };
    });
    const matters = reaches.flatMap((each, at): BriefingMatter[] => {
      const ids = records.filter((_, index) => drawn[index]?.matter === at).map(({ recordId }) => recordId);
      const base = example.matters[at % 6] as BriefingMatter;
      const moved = at === pinned ? { pinned: { reason: '工作需要', by: '王小禾' } } : {};
      return ids.length > 0
        ? [{ ...base, ...moved, matterId: `y${at}`, records: ids, originGroups: [ids], handling: each }]
        : [];
    });
    return { ...example, records, matters };
  });

type Rule = (matter: BriefingMatter['handling'] | '', records: readonly BriefingRecord[]) => boolean;

const isAvoided: Rule = (given, records) =>
  given === 'AVOID' ||
  records.some(({ clue }) => clue.handling === 'AVOID' || ['PRELIM', 'FILED'].includes(clue.statementStatus));

const isForLeader: Rule = (given, records) =>
  given === 'LEADER_ONLY' || records.some(({ clue }) => clue.handling === 'LEADER_ONLY') || isAvoided(given, records);

/** The input as if what `rule` names had never been sent. */
function without(input: PacketInput, rule: Rule): PacketInput {
  const recordsOf = ({ records }: BriefingMatter): BriefingRecord[] =>
    input.records.filter(({ recordId }) => records.includes(recordId));
  const matters = input.matters.filter((matter) => !rule(matter.handling, recordsOf(matter)));
  const kept = new Set(matters.flatMap(({ records }) => records));
  const placed = new Set(input.matters.flatMap(({ records }) => records));
  const records = input.records.filter((record) =>
    placed.has(record.recordId) ? kept.has(record.recordId) : !rule('', [record]),
  );
  return { ...input, matters, records };
}

it.each(['member', 'meeting'] as const)(
  'the %s edition is the same with and without what it may not know',
  (edition) => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const json = packetJson(assemblePacket(input, edition));
        expect(json).toBe(packetJson(assemblePacket(without(input, isAvoided), edition)));
        expect(json).toBe(packetJson(assemblePacket(without(input, isForLeader), edition)));
        expect(json).not.toMatch(/避让|AVOID|组长专阅/u);
      }),
      { numRuns: 150 },
    );
  },
);

it('the leader edition has one line for each matter to avoid and nothing else of it', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const packet = assemblePacket(input, 'leader');
      const kept = without(input, isAvoided);
      const lines = packet.sections.find(({ no }) => no === 15)?.blocks ?? [];
      expect(lines).toHaveLength(input.matters.length - kept.matters.length);
      const rest = assemblePacket(kept, 'leader');
      expect(packet.items).toEqual(rest.items);
      expect(packet.statistics).toEqual(rest.statistics);
      expect(packet.sections.filter(({ no }) => no !== 15)).toEqual(rest.sections.filter(({ no }) => no !== 15));
    }),
    { numRuns: 150 },
  );
});

it('the order of records and matters does not matter', () => {
  fc.assert(
    fc.property(anyInput, fc.constantFrom(...EDITIONS), (input, edition) => {
      const turned = { ...input, records: [...input.records].reverse(), matters: [...input.matters].reverse() };
      expect(packetJson(assemblePacket(turned, edition))).toBe(packetJson(assemblePacket(input, edition)));
    }),
    { numRuns: 100 },
  );
});

it('numbers of the member edition run without gaps beside matters for the leader alone', () => {
  const matters = example.matters.map((matter) =>
    matter.matterId === 'm2' ? { ...matter, handling: 'LEADER_ONLY' as const } : matter,
  );
  const labels = (edition: 'leader' | 'member') =>
    assemblePacket({ ...example, matters }, edition).items.map(({ label }) => label);
  expect(labels('member')).toEqual(['事项1', '事项2', '事项3', '事项4', '事项5']);
  expect(labels('leader')).toEqual(['事项1', '组长专阅事项1', '事项2', '事项3', '事项4', '事项5']);
});

it('of a small-circle letter only the checkable object is printed', () => {
  const records = example.records.map((record) =>
    ['r04', 'r05'].includes(record.recordId)
      ? {
          ...record,
          clue: { ...record.clue, informant: { ...example.records[1]!.clue.informant!, smallCircle: true } },
        }
      : record,
  );
  const packet = assemblePacket({ ...example, records }, 'leader');
  expect(packet.items[1]?.title).toBe('“某市政合同”有关情况');
  const blocks = JSON.stringify(packet.sections.find(({ no }) => no === 7)?.blocks);
  expect(blocks).toContain('“某市政合同”有关情况需要核实（纪检、案管，2023年6月，未经核实）');
  expect(blocks).not.toMatch(/罗建平|约3万元|2022年6月/u);
});
