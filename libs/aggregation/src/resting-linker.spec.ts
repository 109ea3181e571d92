import { AppError } from '#libs/kernel';
import { clueOf, eventOf } from '#libs/testkit';
import { RestingLinker } from './resting-linker.js';
import { type Bench, openBench } from './testing.js';

let bench: Bench;
let linking: RestingLinker;
let told: { runs: number; failures: string[] };

async function open(linkLimit?: number): Promise<void> {
  bench = await openBench(undefined, linkLimit);
  told = { runs: 0, failures: [] };
  linking = new RestingLinker(bench.aggregator.linker, {
    failed: (code) => void told.failures.push(code),
    linked: () => {
      told.runs += 1;
    },
  });
}
afterEach(() => bench.remove());

const arrive = (n: number): Promise<void> => bench.take([eventOf('DIS', `J-${n}`, clueOf({ title: `第${n}件` }))]);

/** Runs counted after each of `count` looks. */
async function looks(count: number): Promise<number[]> {
  const seen: number[] = [];
  for (let n = 0; n < count; n++) {
    await linking.look();
    seen.push(told.runs);
  }
  return seen;
}

test('what comes between looks waits; what rests is linked once', async () => {
  await open();
  for (let n = 0; n < 5; n++) {
    await arrive(n);
    expect(await looks(1)).toEqual([0]);
  }
  expect(await looks(3)).toEqual([1, 1, 1]);
  await arrive(5);
  expect(await looks(3)).toEqual([1, 2, 2]);
  expect(told.failures).toEqual([]);
});

test('facts that never come to rest are linked all the same', async () => {
  await open();
  const facts = bench.aggregator.linker.facts.bind(bench.aggregator.linker);
  let look = 0;
  bench.aggregator.linker.facts = async () => ({ ...(await facts()), now: `state ${look++}` });
  await arrive(0);
  expect(await looks(300)).toEqual(Array(300).fill(0));
  bench.aggregator.linker.facts = facts;
  expect(await looks(1)).toEqual([1]);
});

test('above the limit nothing is linked, and no run is counted', async () => {
  await open(2);
  for (let n = 0; n < 3; n++) await arrive(n);
  expect(await looks(4)).toEqual([0, 0, 0, 0]);
});

test('a failure is told by its code, and the next look tries again', async () => {
  await open();
  const { linker } = bench.aggregator;
  const real = linker.linkWhatIsNew.bind(linker);
  let away = 2;
  linker.linkWhatIsNew = (...args) =>
    away-- > 0 ? Promise.reject(new AppError('E-DB-AWAY', 'transient', '数据库连不上')) : real(...args);
  await arrive(0);
  expect(await looks(4)).toEqual([0, 0, 0, 1]);
  expect(told.failures).toEqual(['E-DB-AWAY', 'E-DB-AWAY']);
});
