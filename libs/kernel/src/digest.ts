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
  const text = isCanonical(value) ? JSON.stringify(value) : canonicalize(value);
  if (text === undefined) throw new TypeError('value has no JSON form');
  return text;
}

/** What was parsed from canonical text is in order still: plain JSON of it is canonical, in a third of the time. */
function isCanonical(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isCanonical);
  let last = '';
  for (const key of Object.keys(value)) {
    if (key < last || !isCanonical((value as Record<string, unknown>)[key])) return false;
    last = key;
  }
  return true;
}
