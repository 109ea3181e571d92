import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** Where a piece of work came from (W3C Trace Context, level 1). */
export interface Trace {
  /** 32 hexadecimal digits, the same from receipt to packet line. */
  traceId: string;
  /** The header as handed on, with our own span. */
  traceparent: string;
}

const HEADER = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/u;
const storage = new AsyncLocalStorage<Trace>();

/** Trace id of a `traceparent`; nothing where the standard says that it is to be ignored. */
export function traceIdOf(header: unknown): string | undefined {
  if (typeof header !== 'string' || header.length > 200) return undefined;
  const [, version, traceId = '', span = '', , more] = HEADER.exec(header) ?? [];
  if (version === undefined || (version === '00' && more !== undefined)) return undefined;
  return /^0+$/u.test(traceId) || /^0+$/u.test(span) ? undefined : traceId;
}

/** Continues the trace of `header`, or begins one where there is none that is valid. */
export function traceFrom(header: unknown): Trace {
  const traceId = traceIdOf(header) ?? nonZero(16);
  return { traceId, traceparent: `00-${traceId}-${nonZero(8)}-01` };
}

const nonZero = (bytes: number): string => {
  const hex = randomBytes(bytes).toString('hex');
  return /^0+$/u.test(hex) ? nonZero(bytes) : hex;
};

/** Runs `work`, and all that it starts, within `trace`. */
export const withTrace = <T>(trace: Trace, work: () => T): T => storage.run(trace, work);

/** The trace of the work under way. */
export const currentTrace = (): Trace | undefined => storage.getStore();
