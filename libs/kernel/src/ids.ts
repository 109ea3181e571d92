import { v5, v7 } from 'uuid';

/** Namespace of every id that is derived from content; a random UUID fixed once for this project. */
const NAMESPACE = '5a2f2f0e-4a53-4c0e-9b57-6f1f6c1d7a10';

/** A new time-ordered id (UUIDv7, RFC 9562). */
export const newId = (): string => v7();

/** The same id for the same parts, on every machine (UUIDv5 over the parts joined by a unit separator). */
export const derivedId = (...parts: string[]): string => v5(parts.join('\u001f'), NAMESPACE);

/**
 * Name of a source record: what the department calls it, whatever its version.
 * Content-derived, so that clusters and decisions do not depend on arrival.
 */
export const recordIdOf = (department: string, system: string, sourceRecordId: string): string =>
  derivedId('record', department, system, sourceRecordId);

/** Moment (milliseconds since 1970) at which a {@link newId} was made. */
export const idTime = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);

/** No {@link newId} made at `at` or later is below this text. */
export function firstIdAt(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
}
