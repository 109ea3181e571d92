import { assemblePacket, type Edition, type Packet, type PacketInput, packetJson } from '#libs/briefing';
import { codeTable, type DepartmentCode, type SituationNote, type UnitProfile } from '#libs/contracts';
import { AppError, type Clock, chinaDay, newId, sha256 } from '#libs/kernel';
import type { Database, Statements } from '#libs/persistence';
import { assessMatter, briefingRecord, type Standpoint } from './assessment.js';
import { dataGaps } from './data-gaps.js';
import { departmentReplies } from './department-replies.js';
import { type PlacedRecord, recordsAtUnits } from './known-record.js';
import { reachOfMatter } from './reach.js';
import { loadRegistries, type Registries } from './registries.js';
import { groupBy } from './registry.js';
import { teamMember } from './roster.js';
import { findRound, latestRoundOf, type Round } from './rounds.js';

/** What the office prints and asks, from the configuration. */
export interface OfficeSettings {
  division: string;
  office: string;
  contact: string;
  /** Active records up to which an epoch is built by itself. */
  linkLimit: number;
  /** Active records up to which every run builds an epoch. */
  linkSmall?: number | undefined;
}

/** 知悉范围 of each edition. */
const KNOWN_TO: Readonly<Record<Edition, string>> = {
  leader: '巡察组组长、副组长',
  member: '巡察组组长、副组长及经授权组员',
  meeting: '领导小组成员及巡前情况通报会参会人员',
};

type Reader = Pick<Statements, 'query'>;

/** Makes packets out of what is stored; the packet itself is assembled by the pure `libs/briefing`. */
export class Packets {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: OfficeSettings,
  ) {}

  /** The unit that `text` names, by id or by name. @throws AppError `E-UNIT-UNKNOWN` with the nearest candidates */
  async unitNamed(text: string): Promise<string> {
    const registries = await this.db.read(loadRegistries);
    if (registries.units.some((unit) => unit.unitId === text)) return text;
    const match = registries.index.resolve(text, { division: this.settings.division });
    const unitId = match.unitNow ?? match.unitId;
    if (unitId) return unitId;
    const names = match.candidates
      .slice(0, 5)
      .map(({ unitId: id }) => registries.units.find((unit) => unit.unitId === id)?.name);
    const remedy = names.length > 0 ? `是否指：${names.join('、')}` : '先用 hub units import 导入单位，或写明单位编号';
    throw new AppError('E-UNIT-UNKNOWN', 'not_found', '没有能确定的单位', remedy);
  }

  /** The packet of a unit in one edition, for `roundId` or the newest round with that unit, or for today without one. */
  async assemble(unitId: string, edition: Edition, roundId?: string): Promise<Packet> {
    const input = await this.db.read((statements) => this.input(statements, unitId, roundId));
    const version = await this.issue(input, edition);
    return assemblePacket({ ...input, version }, edition);
  }

  private async input(statements: Reader, unitId: string, roundId?: string): Promise<PacketInput> {
    const { division, office, contact } = this.settings;
    const registries = await loadRegistries(statements);
    const unit = registries.units.find((entry) => entry.unitId === unitId);
    if (!unit) throw new AppError('E-UNIT-UNKNOWN', 'not_found', '没有这个单位', '先用 hub units import 导入单位');
    const round = roundId ? await roundOrFail(statements, roundId) : await latestRoundOf(statements, unitId);
    const units = [...registries.tree.below(unitId)];
    const now = this.clock.now();
    const parents = new Map(registries.units.map((entry) => [entry.unitId, entry.parentId]));
    const standpoint: Standpoint = {
      unitId,
      hasParent: (id) => parents.get(id) !== undefined,
      ...(round ? { roundStart: round.start } : {}),
    };
    const all = await recordsAtUnits(statements, units, registries, division);
    const { records, outOfPeriod } = withinPeriod(all, round);
    const roots = new Map(records.map((record) => [record.recordId, record.originId]));
    const matters = [...groupBy(records, (record) => record.matterId)].map(([matterId, members]) =>
      assessMatter(matterId, members, roots, standpoint),
    );
    const notes = await notesOf(statements, units);
    const profile = await profileOf(statements, unitId);
    return {
      unit: {
        unitId,
        name: unit.name,
        ...(unit.uscc ? { uscc: unit.uscc } : {}),
        ...(unit.category ? { category: codeTable('T10').label(unit.category) } : {}),
        aliases: unit.aliases,
        events: registries.events
          .filter((event) => [...event.from, ...event.to].includes(unitId))
          .map((event) => named(event, registries)),
        ...(profile ? { profile } : {}),
      },
      team: registries.posts.filter((post) => post.unitId === unitId && post.order > 0).map(teamMember),
      ...(round
        ? { round: { id: round.id, start: round.start, ...(round.reviewFrom ? { reviewFrom: round.reviewFrom } : {}) } }
        : {}),
      asOf: chinaDay(now),
      generatedAt: now.toISOString(),
      version: 1,
      records: records.map((record) => briefingRecord(record, standpoint)),
      matters,
      notes,
      departments: await departmentReplies(statements, { unitId, records: all, notes, round, today: chinaDay(now) }),
      gaps: await dataGaps(statements, records, units, outOfPeriod, round),
      config: {
        issuer: office,
        knownTo: KNOWN_TO,
        contact,
      },
    };
  }

  /** Version of a packet: it grows when what this edition prints has changed since its last issue, and never else. */
  private async issue(input: PacketInput, edition: Edition): Promise<number> {
    const timeless = { ...input, version: 1, asOf: '1970-01-01', generatedAt: '1970-01-01T00:00:00Z' };
    const digest = sha256(packetJson(assemblePacket(timeless, edition)));
    const roundId = input.round?.id ?? null;
    return this.db.transaction(async (statements) => {
      const [last] = await statements.query<{ version: number; digest: string }>(
        `SELECT version, digest FROM packet_issue WHERE unit_id = ? AND edition = ? AND COALESCE(round_id, '') = ?
         ORDER BY version DESC LIMIT 1`,
        [input.unit.unitId, edition, roundId ?? ''],
      );
      if (last?.digest === digest) return Number(last.version);
      const version = Number(last?.version ?? 0) + 1;
      const { unitId } = input.unit;
      await statements.insert('packet_issue', [
        {
          issue_id: newId(),
          unit_id: unitId,
          round_id: roundId,
          edition,
          version,
          digest,
          issued_at: input.generatedAt,
        },
      ]);
      return version;
    });
  }
}

async function roundOrFail(statements: Reader, id: string): Promise<Round> {
  const round = await findRound(statements, id);
  if (round) return round;
  throw new AppError('E-ROUND-UNKNOWN', 'not_found', `没有轮次 ${id}`, '用 round show 查看已有轮次');
}

/**
 * Review period of the round (exclusion X3): a matter counts when an event or report date of one of its records lies inside,
 * or when a person in it still holds a post on the roster. `outOfPeriod` counts records of matters that anybody may know.
 */
function withinPeriod(all: PlacedRecord[], round: Round | undefined): { records: PlacedRecord[]; outOfPeriod: number } {
  const from = round?.reviewFrom;
  if (!from) return { records: all, outOfPeriod: 0 };
  const inside = ({ clue, resolution }: PlacedRecord): boolean =>
    clue.receivedDate >= from ||
    (clue.occurTo ?? '') >= from ||
    resolution.persons.some(({ post }) => post && (post.to === '' || post.to >= round.start));
  const kept = new Set(all.filter(inside).map((record) => record.matterId));
  const records = all.filter((record) => kept.has(record.matterId));
  const outside = groupBy(
    all.filter((record) => !kept.has(record.matterId)),
    (record) => record.matterId,
  );
  const told = [...outside.values()].filter((members) => reachOfMatter(members) === 'GENERAL');
  return { records, outOfPeriod: told.flat().length };
}

async function notesOf(statements: Reader, units: readonly string[]): Promise<PacketInput['notes']> {
  const marks = units.map(() => '?').join(',');
  const rows = await statements.query<{ department: string; note: string }>(
    `SELECT department, note FROM situation_note WHERE unit_id IN (${marks}) ORDER BY record_id`,
    units,
  );
  return rows.map((row) => ({
    department: row.department as DepartmentCode,
    note: JSON.parse(row.note) as SituationNote,
  }));
}

async function profileOf(statements: Reader, unitId: string): Promise<UnitProfile | undefined> {
  const [row] = await statements.query<{ payload: string }>('SELECT payload FROM unit_profile WHERE unit_id = ?', [
    unitId,
  ]);
  return row && (JSON.parse(row.payload) as UnitProfile);
}

/** A reorganisation with the names of the units, for people. */
function named(event: Registries['events'][number], registries: Registries) {
  const nameOf = (id: string): string => registries.units.find((unit) => unit.unitId === id)?.name ?? id;
  return { ...event, from: event.from.map(nameOf), to: event.to.map(nameOf) };
}
