import type { Model } from './model.js';
import { originEdge } from './origin.js';
import type { Features } from './types.js';

/** What two copies of one letter have in common: text, units, persons, amount and time. */
export function contentKey(features: Features): string {
  const persons = features.persons.map(({ name, rosterPersonId }) => `${name}:${rosterPersonId ?? ''}`);
  return JSON.stringify([
    features.fingerprint,
    features.units,
    persons,
    features.amount ?? null,
    features.time ?? null,
    features.contractNo ?? null,
    features.status,
  ]);
}

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
    const key = contentKey(item);
    const held = first.get(key);
    const copy =
      held !== undefined && !single.has(item.recordId) && originEdge(held, item, model).relation === 'ORIGIN';
    classes.set(item.recordId, copy ? held.recordId : item.recordId);
    if (held === undefined && !single.has(item.recordId)) first.set(key, item);
  }
  return classes;
}
