import type { LinkRecord } from '#libs/linkage';
import type { KnownRecord } from './known-record.js';
import type { Registries } from './registries.js';

/** A record as linkage reads it: units as they are called now, persons with their place on the roster. */
export function linkRecord(record: KnownRecord, registries: Registries): LinkRecord {
  const units = [...new Set(record.resolution.units.flatMap(({ match }) => match.unitNow ?? match.unitId ?? []))];
  return {
    recordId: record.recordId,
    department: record.department,
    clue: record.clue,
    unitIds: units,
    unitParents: [...new Set(units.flatMap((unit) => registries.tree.near(unit)))],
    persons: record.clue.persons.map((person, index) => {
      const resolved = record.resolution.persons[index];
      return {
        name: person.name ?? '',
        masked: person.masked ?? false,
        ...(resolved?.post ? { rosterPersonId: resolved.post.personId } : {}),
        ...(resolved?.unitId ? { unitId: resolved.unitId } : {}),
      };
    }),
  };
}
