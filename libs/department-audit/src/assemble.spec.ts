import fc from 'fast-check';
import type { RawRow } from '#libs/contracts';
import { assemble } from './assemble.js';

const number = fc.constantFrom('青审财报〔2023〕5号', '青审财报[2023]第05号', '青审投报〔2023〕7号');
const problemNo = fc.tuple(number, fc.integer({ min: 1, max: 3 })).map(([report, at]) => `${report}#${at}`);
const words = fc.constantFrom('多计工程款', '虚列支出', '代管资金未清理', '和顺路改造工程多计工程款问题');
const FIELDS: Record<string, fc.Arbitrary<Record<string, unknown>>> = {
  projects: fc.record({
    projectName: words,
    auditedUnit: fc.constant('区住建局'),
    reportNo: number,
    reportDate: fc.constant('2023-07-01'),
  }),
  problems: fc.record(
    {
      problemNo,
      problemTitle: words,
      problemDesc: words,
      respUnit: fc.constant('区住建局'),
      isTransferred: fc.boolean(),
    },
    { requiredKeys: ['problemTitle', 'problemDesc'] },
  ),
  transfers: fc.record(
    {
      transferNo: fc.constantFrom('青审移〔2023〕2号', '青审移〔2023〕3号'),
      transferDate: fc.constant('2023-08-01'),
      receiver: fc.constant('区纪委监委'),
      matter: words,
      problemNo,
    },
    { requiredKeys: ['transferNo', 'matter'] },
  ),
  rectification: fc.record({
    problemNo,
    rectState: fc.constantFrom('1', '正在整改', '无此状态'),
    checkedAt: fc.constantFrom('2023-09-01', '2023-10-01'),
  }),
};
const rows: fc.Arbitrary<RawRow[]> = fc
  .array(
    fc
      .constantFrom(...Object.keys(FIELDS))
      .chain((kind) => (FIELDS[kind] as fc.Arbitrary<Record<string, unknown>>).map((fields) => ({ kind, fields }))),
    { maxLength: 25 },
  )
  .map((list) =>
    list.map((row, at) => ({ ...row, place: { sheet: row.kind, row: at + 2 }, absent: new Set<string>() })),
  );

describe('rows of one delivery', () => {
  it('each belong to exactly one record', () => {
    fc.assert(
      fc.property(rows, (delivery) => {
        const places = assemble(delivery).flatMap((record) => record.places.map(({ row }) => row));
        expect(places.sort((a, b) => a - b)).toEqual(delivery.map(({ place }) => place.row));
      }),
    );
  });

  it('stay as they were read', () => {
    fc.assert(
      fc.property(rows, (delivery) => {
        const before = structuredClone(delivery.map(({ fields }) => fields));
        assemble(delivery);
        expect(delivery.map(({ fields }) => fields)).toEqual(before);
      }),
    );
  });
});
