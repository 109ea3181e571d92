import type { BriefingMatter, BriefingRecord } from '#libs/briefing';
import type { Handling } from '#libs/contracts';
import { independentOrigins } from '#libs/linkage';
import { type CheckContext, isKeyMatter, type PersonFact, scoreCheckability, scoreMatter } from '#libs/scoring';
import type { KnownRecord } from './known-record.js';
import type { ResolvedPerson } from './resolution.js';

/** What an assessment depends on beside the records: a round's start and the unit from whose side it is made. */
export interface Standpoint {
  roundStart?: string;
  /** Heads of this unit are its first leaders; heads of units below it are next-level heads. */
  unitId?: string;
  /** True for a unit that stands below another one. */
  hasParent: (unitId: string) => boolean;
}

/** A record scored again with registry and roster; the department's own receipt score stays with the department. */
export function briefingRecord(record: KnownRecord, standpoint: Standpoint): BriefingRecord {
  const { recordId, department, sourceRecordId, version, clue } = record;
  const { grade, score } = scoreCheckability(clue, contextOf(record, standpoint));
  return { recordId, department, sourceRecordId, version, clue, grade, score, receivedDate: clue.receivedDate };
}

/** Scores of a matter from its records, with the count of independent origins. */
export function assessMatter(
  matterId: string,
  records: readonly KnownRecord[],
  roots: ReadonlyMap<string, string>,
  standpoint: Standpoint,
): BriefingMatter {
  const origins = independentOrigins(records, roots);
  const { checkability, severity } = scoreMatter(
    records.map((record) => ({ clue: record.clue, context: contextOf(record, standpoint) })),
    {
      independentOrigins: origins.count,
      contradicted: isContradicted(records, roots),
      ...(standpoint.roundStart ? { roundStart: standpoint.roundStart } : {}),
    },
  );
  const handling = governingHandling(records);
  const title = officialTitle(records);
  return {
    matterId,
    ...(title ? { title } : {}),
    records: records.map((record) => record.recordId),
    checkability,
    severity,
    independentOrigins: origins.count,
    originGroups: origins.groups,
    handling,
    key: isKeyMatter({
      grade: checkability.grade,
      severity: severity.score,
      firstLeader: severity.firstLeader,
      independentOrigins: origins.count,
      handling,
    }),
  };
}

function contextOf(record: KnownRecord, standpoint: Standpoint): CheckContext {
  const { units, persons } = record.resolution;
  return {
    persons: persons.map((person) => personFact(person, standpoint)),
    ...(units.length > 0 ? { unitResolved: units.some(({ match }) => match.unitId !== undefined) } : {}),
    ...(standpoint.roundStart ? { roundStart: standpoint.roundStart } : {}),
  };
}

/** The roster gives the leading team a protocol order; posts without one (order 0) are key posts below it. */
function personFact(person: ResolvedPerson, standpoint: Standpoint): PersonFact | undefined {
  const { post } = person;
  if (!post) return { matched: false };
  const below = standpoint.unitId === undefined ? standpoint.hasParent(post.unitId) : post.unitId !== standpoint.unitId;
  const inTeam = post.order > 0 && !below;
  return {
    matched: true,
    rosterPostKnown: true,
    firstLeader: post.isFirstLeader && !below,
    teamMember: inTeam,
    keyPost: !inTeam && (post.isFirstLeader || post.order === 0),
  };
}

const STRICTNESS: readonly Handling[] = ['AVOID', 'LEADER_ONLY', 'GENERAL'];

/** The most restrictive handling among the records governs the matter; records that only count have no say. */
function governingHandling(records: readonly KnownRecord[]): BriefingMatter['handling'] {
  const found = STRICTNESS.find((handling) => records.some((record) => record.clue.handling === handling));
  return (found ?? 'GENERAL') as BriefingMatter['handling'];
}

/** The title of an official finding may be printed as it stands; that of a letter may not. */
function officialTitle(records: readonly KnownRecord[]): string | undefined {
  const finding = records
    .filter((record) => record.clue.statementStatus === 'AUDIT_FOUND')
    .sort((a, b) => (a.clue.receivedDate < b.clue.receivedDate ? 1 : -1))[0];
  return finding?.clue.title;
}

/** Two origins give exact amounts more than a fifth apart, or one body cleared what another record still says. */
function isContradicted(records: readonly KnownRecord[], roots: ReadonlyMap<string, string>): boolean {
  const cleared = records.some((record) => record.clue.statementStatus === 'CLEARED');
  if (cleared && records.some((record) => record.clue.statementStatus !== 'CLEARED')) return true;
  const exact = records.flatMap(({ recordId, clue }) => {
    const { amount } = clue;
    if (!amount?.min || amount.approx || amount.min !== amount.max) return [];
    return [{ root: roots.get(recordId) ?? recordId, value: Number(amount.min) }];
  });
  return exact.some((one) =>
    exact.some(
      (other) => one.root !== other.root && Math.abs(one.value - other.value) > 0.2 * Math.max(one.value, other.value),
    ),
  );
}
