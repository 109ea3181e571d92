import { sha256 } from '#libs/kernel';
import type { Model } from './model.js';
import { originEdge } from './origin.js';
import type { Features } from './types.js';

/**
 * Digest of what two copies of one letter have in common: text, units, persons, amount and time. A record that an
 * officer decided on stands alone and has one of its own.
 */
export function contentKey(features: Features, alone: boolean): string {
  if (alone) return digest(['alone', features.recordId]);
  const persons = features.persons.map(({ name, rosterPersonId }) => `${name}:${rosterPersonId ?? ''}`);
  return digest([
    features.fingerprint,
    features.units,
    persons,
    features.amount ?? null,
    features.time ?? null,
    features.contractNo ?? null,
    features.status,
  ]);
}

const digest = (parts: unknown[]): string => sha256(JSON.stringify(parts)).slice(0, 32);

/**
 * Mass copies are compared once: maps each record to the smallest record of equal content.
 * `single` names records that stand for themselves, because an officer decided on them.
 */
export function contentClasses(
  features: readonly Features[],
  single: ReadonlySet<string>,
  model: Model,
): Map<string, string> {
  const first = new Map<string, Features>();
  const classes = new Map<string, string>();
  for (const item of [...features].sort((x, y) => (x.recordId < y.recordId ? -1 : 1))) {
    const key = contentKey(item, single.has(item.recordId));
    const held = first.get(key);
    const copy = held !== undefined && originEdge(held, item, model).relation === 'ORIGIN';
    classes.set(item.recordId, copy ? held.recordId : item.recordId);
    if (held === undefined) first.set(key, item);
  }
  return classes;
}
