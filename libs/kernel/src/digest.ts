import { createHmac, hash } from 'node:crypto';
import canonicalizeModule from 'canonicalize';

const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

/** SHA-256 in lower-case hex. */
export const sha256 = (data: string | Uint8Array): string => hash('sha256', data, 'hex');

/** Keyed digest in lower-case hex: matches equal values without holding them. */
export const hmac256 = (key: string | Uint8Array, data: string): string =>
  createHmac('sha256', key).update(data).digest('hex');

/** JSON with sorted keys (RFC 8785): equal values have equal text. `undefined` members are left out. */
export function canonicalJson(value: unknown): string {
  const ordered = inOrder(value);
  const text = ordered === UNUSUAL ? canonicalize(value) : JSON.stringify(ordered);
  if (text === undefined) throw new TypeError('value has no JSON form');
  return text;
}

const UNUSUAL = Symbol('unusual');
/** Keys that an object does not keep in the order of their being set. */
const UNORDERED_KEY = /^(?:\d+|__proto__)$/u;

/**
 * A copy whose keys stand in order, so that the engine's own serialiser writes the canonical text, in a third of the time;
 * `UNUSUAL` where that would not be the same text: numeric keys, numbers that JSON does not know, values with a form of their own.
 */
function inOrder(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null || value === undefined) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : UNUSUAL;
  if (typeof value !== 'object' || 'toJSON' in value) return UNUSUAL;
  if (Array.isArray(value)) {
    const list = value.map(inOrder);
    return list.includes(UNUSUAL) ? UNUSUAL : list;
  }
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const member = inOrder((value as Record<string, unknown>)[key]);
    if (member === UNUSUAL || UNORDERED_KEY.test(key)) return UNUSUAL;
    copy[key] = member;
  }
  return copy;
}
