/** Where time comes from. Injected everywhere, so that a rule that depends on a day can be shown with that day. */
export interface Clock {
  now(): Date;
}

/** The machine's clock: the only place of the code base that asks for the present moment. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still at `iso` (ISO 8601). */
export function fixedClock(iso: string): Clock {
  const at = new Date(iso);
  return { now: () => new Date(at) };
}

/** `YYYY-MM-DD` of a moment in China standard time (UTC+8, no daylight saving), the day an office would write. */
export function chinaDay(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

/** Starts measuring; each call of what it gives says the milliseconds since. For durations only: it knows no date. */
export function stopwatch(): () => number {
  const started = performance.now();
  return () => performance.now() - started;
}
