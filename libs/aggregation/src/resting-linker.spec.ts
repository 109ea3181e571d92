import { AppError } from '#libs/kernel';
import { clueOf, eventOf } from '#libs/testkit';
import { RestingLinker } from './resting-linker.js';
import { type Bench, openBench } from './testing.js';

let bench: Bench;
let linking: RestingLinker;
let told: { runs: number; failures: string[] };

async function open(linkLimit?: number, linkSmall?: number): Promise<void> {
  bench = await openBench(undefined, linkLimit, linkSmall);
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

test('without an epoch what comes between looks waits, and what rests is linked once', async () => {
  await open();
  for (let n = 0; n < 5; n++) {
    await arrive(n);
    expect(await looks(1)).toEqual([0]);
  }
  expect(await looks(5)).toEqual([0, 0, 0, 1, 1]);
  expect(told.failures).toEqual([]);
});

test('under an epoch that is large enough what comes is linked at the next look', async () => {
  await open(undefined, 2);
  for (let n = 0; n < 20; n++) await arrive(n);
  expect((await looks(6)).at(-1)).toBe(1);
  await arrive(20);
  expect(await looks(3)).toEqual([2, 2, 2]);
});

test('facts that never come to rest are linked all the same', async () => {
  await open();
  const { linker } = bench.aggregator;
  const outstanding = linker.outstanding.bind(linker);
  let look = 0;
  linker.outstanding = async () => `${await outstanding()} ${look++}`;
  await arrive(0);
  expect(await looks(1199)).toEqual(Array(1199).fill(0));
  expect(await looks(1)).toEqual([1]);
});

test('above the limit nothing is linked, and no run is counted', async () => {
  await open(2);
  for (let n = 0; n < 3; n++) await arrive(n);
  expect(await looks(8)).toEqual(Array(8).fill(0));
});

test('a failure is told by its code, and the next look tries again', async () => {
  await open();
  const { linker } = bench.aggregator;
  const real = linker.linkWhatIsNew.bind(linker);
  let away = 2;
  linker.linkWhatIsNew = (...args) =>
    away-- > 0 ? Promise.reject(new AppError('E-DB-AWAY', 'transient', '数据库连不上')) : real(...args);
  await arrive(0);
  expect(await looks(8)).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
  expect(told.failures).toEqual(['E-DB-AWAY', 'E-DB-AWAY']);
});
