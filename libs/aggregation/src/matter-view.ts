import { rankMatters } from '#libs/briefing';
import type { Clue } from '#libs/contracts';
import { sha256 } from '#libs/kernel';
import { assessMatter, briefingRecord } from './assessment.js';
import type { PlacedRecord } from './known-record.js';
import { onlyCounts, reachOfMatter } from './reach.js';
import type { Standpoints } from './standpoint.js';

/** A matter as the main case system reads it: scores and lineage, no text. */
export interface MatterView {
  matterId: string;
  updatedAt: string;
  tier: number;
  title: string;
  units: string[];
  checkability: { score: number; grade: string };
  severity: { score: number; level: string };
  independentOrigins: number;
  firstLeader: boolean;
  key: boolean;
  records: { clueId: string; department: string; sourceRecordId?: string; version: number; status: string }[];
}

/** A clue with what may leave for the case system; petition numbers go out hashed, of the informant the class alone. */
export interface ClueView {
  clueId: string;
  matterId: string;
  originId: string;
  department: string;
  sourceRecordId?: string;
  sourceRecordHash: string;
  version: number;
  clue: Omit<Clue, 'protected' | 'docNumbers' | 'externalRefs' | 'persons' | 'informant'> & {
    persons: Omit<Clue['persons'][number], 'sourceKey'>[];
    informant?: { class: string };
  };
}

/** True for a matter that does not exist for the case system: restricted, or nothing but figures. */
export const isWithheld = (records: readonly PlacedRecord[]): boolean =>
  reachOfMatter(records) !== 'GENERAL' || records.every(({ clue }) => onlyCounts(clue));

/** Units of records as they are called now, without doubles. */
export const unitsOf = (records: readonly PlacedRecord[]): string[] => [
  ...new Set(records.flatMap(({ resolution }) => resolution.units.flatMap(({ match }) => match.unitNow ?? []))),
];

/** The view of the matter that `records` are, or nothing where it is withheld. */
export function matterView(
  records: readonly PlacedRecord[],
  updatedAt: string,
  standpoints: Standpoints,
): MatterView | undefined {
  const matterId = records[0]?.matterId;
  if (matterId === undefined || isWithheld(records)) return undefined;
  const units = unitsOf(records);
  const standpoint = standpoints.of(units);
  const roots = new Map(records.map((record) => [record.recordId, record.originId]));
  const matter = assessMatter(matterId, records, roots, standpoint);
  const [ranked] = rankMatters(
    [matter],
    records.map((record) => briefingRecord(record, standpoint)),
  );
  const told = records.filter(({ clue }) => !onlyCounts(clue));
  return {
    matterId,
    updatedAt,
    tier: ranked?.tier ?? 9,
    title: matter.title ?? told[0]?.clue.title ?? '',
    units,
    checkability: { score: matter.checkability.score, grade: matter.checkability.grade },
    severity: { score: matter.severity.score, level: matter.severity.level },
    independentOrigins: matter.independentOrigins,
    firstLeader: matter.severity.firstLeader,
    key: matter.key,
    records: told.map(({ recordId, department, sourceRecordId, version, clue }) => ({
      clueId: recordId,
      department,
      ...(department === 'PET' ? {} : { sourceRecordId }),
      version,
      status: clue.statementStatus,
    })),
  };
}

/** The view of one record. */
export function clueView(record: PlacedRecord): ClueView {
  const { protected: _protected, docNumbers: _numbers, externalRefs: _refs, persons, informant, ...clue } = record.clue;
  return {
    clueId: record.recordId,
    matterId: record.matterId,
    originId: record.originId,
    department: record.department,
    ...(record.department === 'PET' ? {} : { sourceRecordId: record.sourceRecordId }),
    sourceRecordHash: sha256(record.sourceRecordId),
    version: record.version,
    clue: {
      ...clue,
      persons: persons.map(({ sourceKey: _key, ...person }, index) => {
        const post = record.resolution.persons[index]?.post;
        return { ...person, ...(post ? { rosterPersonId: post.personId } : {}) };
      }),
      ...(informant ? { informant: { class: informant.class } } : {}),
    },
  };
}
