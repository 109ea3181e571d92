import type { BriefingMatter, BriefingRecord } from '#libs/briefing';
import { independentOrigins } from '#libs/linkage';
import { type CheckContext, isKeyMatter, type PersonFact, scoreCheckability, scoreMatter } from '#libs/scoring';
import type { KnownRecord } from './known-record.js';
import { reachOfMatter } from './reach.js';
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
      contradicted: isContradicted(records, origins.groups),
      ...(standpoint.roundStart ? { roundStart: standpoint.roundStart } : {}),
    },
  );
  const handling = reachOfMatter(records);
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

const newestFirst = (a: KnownRecord, b: KnownRecord): number =>
  a.clue.receivedDate === b.clue.receivedDate
    ? a.recordId < b.recordId
      ? -1
      : 1
    : a.clue.receivedDate < b.clue.receivedDate
      ? 1
      : -1;

/** The title of an official finding may be printed as it stands; that of a letter may not. */
function officialTitle(records: readonly KnownRecord[]): string | undefined {
  const finding = records
    .filter((record) => record.clue.statementStatus === 'AUDIT_FOUND')
    .sort((a, b) => newestFirst(a, b))[0];
  return finding?.clue.title;
}

/** The handling body cleared what another record still says, or two sources give exact amounts more than a fifth apart. */
function isContradicted(records: readonly KnownRecord[], sources: readonly (readonly string[])[]): boolean {
  const cleared = records.filter(({ clue }) => clue.statementStatus === 'CLEARED').length;
  if (cleared > 0 && cleared < records.length) return true;
  const sourceOf = new Map(sources.flatMap((ids, source) => ids.map((id) => [id, source] as const)));
  const exact = records.flatMap(({ recordId, clue: { amount } }) =>
    amount?.min && !amount.approx && amount.min === amount.max
      ? [{ source: sourceOf.get(recordId), value: Number(amount.min) }]
      : [],
  );
  return exact.some((one) =>
    exact.some(
      (other) =>
        one.source !== other.source && Math.abs(one.value - other.value) > 0.2 * Math.max(one.value, other.value),
    ),
  );
}
