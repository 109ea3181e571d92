import { jest } from '@jest/globals';
import { Holds } from './holds.js';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Pauses of one partition that is held again as soon as it goes on, `times` times. */
function pauses(times: number, limitMs = 1e9): { pauses: number[]; exceeded: number } {
  let exceeded = 0;
  const holds = new Holds(limitMs, () => {
    exceeded += 1;
  });
  const found: number[] = [];
  for (let time = 0; time < times; time++) {
    let waited = 0;
    let resumed = false;
    holds.hold('t', 0, () => {
      resumed = true;
    });
    while (!resumed) {
      jest.advanceTimersByTime(100);
      waited += 100;
    }
    found.push(waited);
  }
  return { pauses: found, exceeded };
}

test('pauses double up to ten seconds', () => {
  expect(pauses(8).pauses).toEqual([200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
});

test('their sum has a limit', () => {
  expect([pauses(3, 1500).exceeded, pauses(4, 1500).exceeded]).toEqual([0, 1]);
});

test('what goes on begins with the shortest pause again, and partitions do not share theirs', () => {
  const holds = new Holds(1e9, () => undefined);
  const resumed: string[] = [];
  holds.hold('t', 0, () => resumed.push('first'));
  jest.advanceTimersByTime(200);
  holds.released('t', 0);
  expect(holds.size).toBe(0);
  holds.hold('t', 0, () => resumed.push('second'));
  holds.hold('t', 1, () => resumed.push('other'));
  jest.advanceTimersByTime(200);
  expect(resumed).toEqual(['first', 'second', 'other']);
});

test('a new division of the group forgets counts and lets pauses end; closing ends them at once', () => {
  const holds = new Holds(1e9, () => undefined);
  const resumed: string[] = [];
  holds.hold('t', 0, () => resumed.push('held'));
  holds.forget();
  expect(holds.size).toBe(0);
  jest.advanceTimersByTime(200);
  expect(resumed).toEqual(['held']);
  holds.hold('t', 0, () => resumed.push('never'));
  holds.clear();
  jest.advanceTimersByTime(60_000);
  expect(resumed).toEqual(['held']);
});
