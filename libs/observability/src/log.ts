import { DEPARTMENT_CODES } from '#libs/contracts';
import { type Clock, systemClock } from '#libs/kernel';
import { CODE, type ErrorFields, errorFields } from './error-place.js';
import { currentTrace } from './trace.js';

export type Level = 'debug' | 'info' | 'warn' | 'error';

/** All that a line may say. There is no field for text. */
export interface LogFields {
  code?: string;
  department?: string;
  batchId?: string;
  recordId?: string;
  eventId?: string;
  /** Number of an error answer, which the caller quotes. */
  instance?: string;
  topic?: string;
  partition?: number;
  offset?: string | number;
  count?: number;
  millis?: number;
  status?: number;
  /** Template of the route, never the path of a request. */
  route?: string;
  method?: string;
  attempt?: number;
  /** Name of a check or of a step of stopping. */
  step?: string;
  /** Any thrown value; only code, kind and place of it are written. */
  error?: unknown;
}

type Test = (value: unknown) => boolean;
const text =
  (pattern: RegExp): Test =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
/** Below eleven digits, so that no telephone number passes as a count. */
const amount: Test = (value) => typeof value === 'number' && value >= 0 && value < 1e10;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/u;
const NAME = /^(?!.*\d{6})[a-z][a-z0-9._-]{0,79}$/u;
const ROUTE = /^(?!.*\d{6})[/(][\w:/.*{}()-]{0,200}$/u;
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** The allow-list: a field that is not here, or whose value has not this shape, is not written. */
const ALLOWED: Record<Exclude<keyof LogFields, 'error'>, Test> = {
  code: text(CODE),
  department: (value) => (DEPARTMENT_CODES as readonly unknown[]).includes(value),
  batchId: text(UUID),
  recordId: text(UUID),
  eventId: text(UUID),
  instance: text(/^urn:uuid:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/u),
  topic: text(NAME),
  partition: amount,
  offset: (value) => amount(value) || text(/^\d{1,10}$/u)(value),
  count: amount,
  millis: amount,
  status: (value) => typeof value === 'number' && value >= 100 && value < 600,
  route: text(ROUTE),
  method: (value) => METHODS.includes(String(value)),
  attempt: amount,
  step: text(NAME),
};
const FIELDS = Object.keys(ALLOWED) as (keyof typeof ALLOWED)[];

/** JSON lines by allow-list. The event is a word of ours (`http.request`), the rest are {@link LogFields}. */
export class Log {
  constructor(
    private readonly service: string,
    private readonly write: (line: string) => void = (line) => void process.stderr.write(line),
    private readonly clock: Clock = systemClock,
  ) {}

  info(event: string, fields: LogFields = {}): void {
    this.line('info', event, fields);
  }

  warn(event: string, fields: LogFields = {}): void {
    this.line('warn', event, fields);
  }

  error(event: string, fields: LogFields = {}): void {
    this.line('error', event, fields);
  }

  private line(level: Level, event: string, fields: LogFields): void {
    const traceId = currentTrace()?.traceId;
    const head = {
      time: this.clock.now().toISOString(),
      level,
      service: NAME.test(this.service) ? this.service : 'hub',
      pid: process.pid,
      event: NAME.test(event) ? event : 'unnamed',
      ...(traceId ? { traceId } : {}),
    };
    this.write(`${JSON.stringify({ ...head, ...allowed(fields) })}\n`);
  }
}

/** What of `fields` may be written. Reads own data only, and survives getters that throw. */
export function allowed(fields: unknown): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  if (typeof fields !== 'object' || fields === null) return kept;
  for (const name of FIELDS) {
    const value = read(fields, name);
    if (ALLOWED[name](value)) kept[name] = value;
  }
  const error = read(fields, 'error');
  if (error !== undefined) kept.error = errorFields(error) satisfies ErrorFields;
  return kept;
}

function read(fields: object, name: string): unknown {
  try {
    const value: unknown = (fields as Record<string, unknown>)[name];
    return typeof value === 'object' && name !== 'error' ? undefined : value;
  } catch {
    return undefined;
  }
}
