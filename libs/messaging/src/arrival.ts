import type { HubEvent } from '#libs/contracts';
import { sha256 } from '#libs/kernel';
import type { Position } from './ports.js';

/** Longest event taken, in bytes of JSON. The longest record that intake lets through stays far below. */
export const MAX_EVENT_BYTES = 1_000_000;

/**
 * A message as it arrived. `fault` is set where it is no event that its handler could look at, `failure` where a handler failed on it:
 * either way the handler must set it aside and not try it (again).
 */
export class Arrival {
  constructor(
    readonly topic: string,
    private readonly raw: Uint8Array | string,
    /** The event it claims to be; null where there is a fault. */
    readonly event: HubEvent | null,
    readonly fault?: string,
    readonly position?: Position,
    readonly failure?: string,
  ) {}

  /** SHA-256 of the message as it came: tells two apart without showing either. */
  get digest(): string {
    return sha256(this.raw);
  }

  /** The same message, marked as one on which the handler failed. */
  setAside(code: string): Arrival {
    return new Arrival(this.topic, this.raw, this.event, this.fault, this.position, code);
  }
}

/** What a transport hands over. Key and value are the sender's: nothing about them is certain. */
export interface RawMessage {
  topic: string;
  key: Uint8Array | string | null;
  value: Uint8Array | string | null;
  position?: Position;
}

/** Reads a message; what cannot be an event gets a fault: `E-NULL-VALUE`, `E-TOO-LONG`, `E-NOT-JSON`, `E-KEY`. Never throws. */
export function readArrival({ topic, key, value, position }: RawMessage): Arrival {
  const faulty = (code: string): Arrival => new Arrival(topic, value ?? '', null, code, position);
  if (value === null) return faulty('E-NULL-VALUE');
  if (byteLength(value) > MAX_EVENT_BYTES) return faulty('E-TOO-LONG');
  let event: unknown;
  try {
    event = JSON.parse(textOf(value));
  } catch {
    return faulty('E-NOT-JSON');
  }
  const subject = (event as { subject?: unknown } | null)?.subject;
  // Order is kept by key: a record under a foreign key could overtake its own versions.
  if (typeof subject === 'string' && (key === null || textOf(key) !== subject)) return faulty('E-KEY');
  return new Arrival(topic, value, event as HubEvent, undefined, position);
}

const textOf = (bytes: Uint8Array | string): string =>
  typeof bytes === 'string' ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

const byteLength = (value: Uint8Array | string): number =>
  typeof value === 'string' ? Buffer.byteLength(value) : value.byteLength;
