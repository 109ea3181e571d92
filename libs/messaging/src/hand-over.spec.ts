import { AppError } from '#libs/kernel';
import { type Arrival, readArrival } from './arrival.js';
import { handOver } from './hand-over.js';

const arrivals = (count: number): Arrival[] =>
  Array.from({ length: count }, (_, n) => readArrival({ topic: 't', key: null, value: `{"id":"${n}"}` }));

const idOf = ({ event }: Arrival): number => Number(event?.id);

/** Runs a handler that fails with `failure` while a batch holds one of `bad`; gives what was taken and set aside, in order. */
async function run(count: number, bad: readonly number[], failure: (attempt: number) => unknown) {
  const [taken, aside]: [number[], [number, string][]] = [[], []];
  let calls = 0;
  await handOver(arrivals(count), async (batch) => {
    calls += 1;
    const error = batch.some((one) => bad.includes(idOf(one)) && !one.failure) ? failure(calls) : undefined;
    if (error !== undefined) throw error;
    for (const one of batch) {
      if (one.failure) aside.push([idOf(one), one.failure]);
      else taken.push(idOf(one));
    }
  });
  return { taken, aside, calls };
}

const conflict = () => new AppError('E-VERSION-CONFLICT', 'conflict', '版本冲突');

test.each([
  [0, [], []],
  [1, [0], []],
  [8, [3], [0, 1, 2, 4, 5, 6, 7]],
  [7, [0, 6], [1, 2, 3, 4, 5]],
  [4, [0, 1, 2, 3], []],
])('of %d messages %j are bad: the others are taken in order', async (count, bad, taken) => {
  const found = await run(count, bad, conflict);
  expect(found.taken).toEqual(taken);
  expect(found.aside).toEqual(bad.map((id) => [id, 'E-VERSION-CONFLICT']));
});

test('one bad message in 500 costs about twice the depth of halving', async () => {
  expect((await run(500, [321], () => new TypeError('x'))).calls).toBeLessThan(25);
});

test('a clash that does not come again sets nothing aside', async () => {
  const found = await run(1, [0], (attempt) => (attempt === 1 ? conflict() : undefined));
  expect(found).toEqual({ taken: [0], aside: [], calls: 2 });
});

test.each([
  ['transient', new AppError('E-DB-BUSY', 'transient', '忙')],
  ['bug', new AppError('E-DB-X', 'bug', '坏')],
  ['plain', new Error('x')],
])('what is no message’s fault comes out as it is: %s', async (_, failure) => {
  await expect(run(8, [3], () => failure)).rejects.toBe(failure);
});

test('a handler that cannot even set a message aside is a bug, not an endless circle', async () => {
  const refusing = handOver(arrivals(3), () => Promise.reject(new TypeError('x')));
  await expect(refusing).rejects.toMatchObject({ code: 'E-SET-ASIDE', kind: 'bug' });
});
