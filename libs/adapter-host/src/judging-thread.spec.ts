import { caseManagement } from '#libs/department-case-management';
import { petition } from '#libs/department-petition';
import { fixedClock } from '#libs/kernel';
import { SECURITY_MIGRATIONS } from '#libs/security';
import { tempDatabase } from '#libs/testkit';
import { INTAKE_MIGRATIONS } from './index.js';
import { Intake } from './intake.js';
import { judgedItems, type WindowItem } from './judging-thread.js';
import { type ReadItem, readNdjson } from './reading/index.js';
import type { ReceiptItem, ReceiptSummary } from './receipt.js';

/** Letters of every outcome: taken, without purpose, about the county's leaders, of another purpose, no JSON, the same number twice. */
function* lines(): Generator<Uint8Array> {
  for (let n = 0; n < 1200; n++) {
    const letter = {
      信访件编号: `P${n % 7 === 6 ? n - 1 : n}`,
      登记时间: '2024-03-05',
      ...(n % 11 === 10 ? {} : { 信访目的: n % 5 === 4 ? '求决' : '揭发控告' }),
      概况信息: `2023年5月违规发放补贴${n}万元`,
      被反映人或单位: n % 13 === 12 ? '青禾区区长王大勇' : '青禾区住建局王大勇',
    };
    yield Buffer.from(n % 17 === 16 ? '{"信访件编号": "x"\n' : `${JSON.stringify(letter)}\n`);
  }
}

async function* stream(): AsyncGenerator<Uint8Array> {
  yield* lines();
}

async function receipt(
  wrap: (items: AsyncIterable<ReadItem>, intake: Intake) => AsyncIterable<ReadItem | WindowItem>,
): Promise<{ summary: ReceiptSummary; items: ReceiptItem[] }> {
  const temp = await tempDatabase([...SECURITY_MIGRATIONS, ...INTAKE_MIGRATIONS]);
  const { db } = temp;
  const intake = new Intake(db, petition, '990101', fixedClock('2024-05-16T00:00:00Z'));
  const items: ReceiptItem[] = [];
  const names = { submittedBy: '甲', approvedBy: '乙', namesFromConfiguration: false };
  const read = readNdjson(stream(), { layouts: petition.layouts, idKey: 'spec' });
  const note = { door: 'ndjson' as const, digest: '0'.repeat(64), ...names };
  const summary = await intake.take(note, wrap(read, intake), (part) => void items.push(...part));
  await temp.remove();
  return { summary, items };
}

test.each<[string, () => boolean]>([
  ['the reading thread', () => true],
  ['the writing thread', () => false],
  [
    'both in turn',
    (
      (turn) => () =>
        turn++ % 3 > 0
    )(0),
  ],
])('judging in %s gives the same receipt', async (_, busy) => {
  const plain = await receipt((items) => items);
  const judged = await receipt((items, intake) =>
    judgedItems(items, intake.judging.judging ?? fail('no lib'), async () => busy()),
  );
  expect(new Set(plain.items.map(({ outcome }) => outcome))).toEqual(new Set(['accepted', 'invalid', 'refused']));
  expect(judged).toEqual(plain);
});

function fail(message: string): never {
  throw new Error(message);
}

test('persons of a clue keep their rules on the way to the writing thread', async () => {
  const person = (n: number) => ({
    layout: 'ledger',
    clueCode: '9901012023000311',
    personCode: `P${n}`,
    reflectedName: `周某${n}`,
    unitAndPost: '区住建局科员',
    rank: '科员',
    authority: '县管',
    acceptedAt: '2023-04-25',
    mainClue: '反映和顺路改造工程签证不实。',
    clueSource: '信访举报',
    violation: '廉洁纪律',
    isUnit: false,
  });
  async function* clue(): AsyncGenerator<Uint8Array> {
    for (const n of [1, 2, 3]) yield Buffer.from(`${JSON.stringify(person(n))}\n`);
  }
  const temp = await tempDatabase([...SECURITY_MIGRATIONS, ...INTAKE_MIGRATIONS]);
  const { db } = temp;
  const intake = new Intake(db, caseManagement, '990101', fixedClock('2024-05-16T00:00:00Z'));
  const read = readNdjson(clue(), { layouts: caseManagement.layouts, idKey: 'spec' });
  const judged = judgedItems(read, intake.judging.judging ?? fail('no lib'), async () => false);
  async function* sent() {
    for await (const item of judged) yield structuredClone(item);
  }
  const names = { submittedBy: '甲', approvedBy: '乙', namesFromConfiguration: false };
  const note = { door: 'ndjson' as const, digest: '1'.repeat(64), ...names };
  const summary = await intake.take(note, sent(), () => undefined);
  expect(summary.rows).toMatchObject({ received: 3, accepted: 3, invalid: 0 });
  await temp.remove();
});
