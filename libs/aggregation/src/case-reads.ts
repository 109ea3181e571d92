import { type BriefingMatter, type BriefingRecord, rankMatters } from '#libs/briefing';
import type { Clue, NilReturn } from '#libs/contracts';
import { type Cursor, type Page, page } from '#libs/http';
import { AppError, sha256 } from '#libs/kernel';
import type { Database, Statements } from '#libs/persistence';
import { assessMatter, briefingRecord } from './assessment.js';
import { type PlacedRecord, recordsOfMatter } from './known-record.js';
import { ASKED, type OfficeSettings, type Packets } from './packets.js';
import { loadRegistries, type Registries } from './registries.js';
import { findRound } from './rounds.js';

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

/** A clue with what may leave for the case system; petition numbers go out hashed. */
export interface ClueView {
  clueId: string;
  matterId: string;
  originId: string;
  department: string;
  sourceRecordId?: string;
  sourceRecordHash: string;
  version: number;
  clue: Omit<Clue, 'protected' | 'docNumbers' | 'externalRefs'>;
}

type Reader = Pick<Statements, 'query'>;

/** Reads for the main case system: facts that are settled here, never the raw topics. `AVOID` matters do not exist for it. */
export class CaseReads {
  constructor(
    private readonly db: Database,
    private readonly packets: Packets,
    private readonly division: OfficeSettings['division'],
  ) {}

  /** Targets of a round. @throws AppError `E-ROUND-UNKNOWN` */
  targets(roundId: string): Promise<{ targetId: string; unitId: string; unitName: string; uscc?: string }[]> {
    return this.db.read(async (statements) => {
      const round = await findRound(statements, roundId);
      if (!round) throw new AppError('E-ROUND-UNKNOWN', 'not_found', `没有轮次 ${roundId}`);
      const { units } = await loadRegistries(statements);
      return round.targets.map(({ targetId, unitId }) => {
        const unit = units.find((entry) => entry.unitId === unitId);
        return { targetId, unitId, unitName: unit?.name ?? unitId, ...(unit?.uscc ? { uscc: unit.uscc } : {}) };
      });
    });
  }

  /** Unit and round of a target. @throws AppError `E-TARGET-UNKNOWN` */
  target(targetId: string): Promise<{ unitId: string; roundId: string }> {
    return this.db.read(async (statements) => {
      const [row] = await statements.query<{ unit_id: string; round_id: string }>(
        'SELECT unit_id, round_id FROM round_target WHERE target_id = ?',
        [targetId],
      );
      if (!row) throw new AppError('E-TARGET-UNKNOWN', 'not_found', '没有这个巡察对象');
      return { unitId: row.unit_id, roundId: row.round_id };
    });
  }

  /** Units of the registry by id. */
  units(
    after: Cursor,
    limit: number,
  ): Promise<Page<{ unitId: string; name: string; uscc: string | null; division: string }>> {
    return this.db.read(async (statements) => {
      const rows = await statements.query<{ unit_id: string; name: string; uscc: string | null; division: string }>(
        'SELECT unit_id, name, uscc, division FROM unit WHERE unit_id > ? ORDER BY unit_id LIMIT ?',
        [after.id, limit + 1],
      );
      const views = rows.map(({ unit_id: unitId, ...rest }) => ({ unitId, ...rest }));
      return page(views, limit, ({ unitId }) => ({ updatedAt: '', id: unitId }));
    });
  }

  /** Matters changed since `since`, oldest change first. */
  async matters(filter: { since?: string; tier?: number }, after: Cursor, limit: number): Promise<Page<MatterView>> {
    const registries = await this.db.read(loadRegistries);
    const found: MatterView[] = [];
    let position = after.id ? after : { updatedAt: filter.since ?? '', id: '' };
    while (found.length <= limit) {
      const rows = await this.db.read((statements) => mattersAfter(statements, position));
      for (const row of rows) {
        const view = await this.view(row.matter_id, row.updated_at, registries);
        if (view && (filter.tier === undefined || view.tier === filter.tier)) found.push(view);
      }
      const last = rows.at(-1);
      if (!last) break;
      position = { updatedAt: last.updated_at, id: last.matter_id };
    }
    return page(found, limit, ({ updatedAt, matterId }) => ({ updatedAt, id: matterId }));
  }

  /** One matter. @throws AppError `E-MATTER-UNKNOWN` */
  async matter(matterId: string): Promise<MatterView> {
    const registries = await this.db.read(loadRegistries);
    const view = await this.view(matterId, undefined, registries);
    if (!view) throw new AppError('E-MATTER-UNKNOWN', 'not_found', '没有这个事项');
    return view;
  }

  /** One clue, scrubbed. @throws AppError `E-CLUE-UNKNOWN` */
  clue(clueId: string): Promise<ClueView> {
    return this.db.read(async (statements) => {
      const [row] = await statements.query<{ matter_id: string }>(
        'SELECT matter_id FROM cluster_member WHERE record_id = ?',
        [clueId],
      );
      const registries = await loadRegistries(statements);
      const members = row ? await recordsOfMatter(statements, row.matter_id, registries, this.division) : [];
      const record = members.find((member) => member.recordId === clueId);
      if (!record || isWithheld(members)) throw new AppError('E-CLUE-UNKNOWN', 'not_found', '没有这条线索');
      return clueView(record);
    });
  }

  /** Nil returns that departments signed. */
  nilReturns(): Promise<{ department: string; signedBy: string; nilReturn: NilReturn }[]> {
    return this.db.read(async (statements) => {
      const rows = await statements.query<{ department: string; payload: string; signed_by: string }>(
        'SELECT department, payload, signed_by FROM nil_return ORDER BY record_id',
      );
      return rows.map((row) => ({
        department: row.department,
        signedBy: row.signed_by,
        nilReturn: JSON.parse(row.payload) as NilReturn,
      }));
    });
  }

  /** Records and mean checkability by department: figures only. */
  async scoreboard(
    roundId?: string,
  ): Promise<{ department: string; clues: number; meanCheckability: number | null }[]> {
    const units = roundId ? (await this.targets(roundId)).map((target) => target.unitId) : undefined;
    const inputs = units ? await Promise.all(units.map((unit) => this.packets.matters(unit))) : [];
    const records = units ? inputs.flatMap(({ input }) => input.records) : await this.allScores();
    return ASKED.map((department) => {
      const own = records.filter((record) => record.department === department && record.clue.handling !== 'AVOID');
      const sum = own.reduce((total, record) => total + record.score, 0);
      return { department, clues: own.length, meanCheckability: own.length > 0 ? Math.round(sum / own.length) : null };
    });
  }

  private async allScores(): Promise<{ department: string; score: number; clue: { handling: string } }[]> {
    const registries = await this.db.read(loadRegistries);
    const inputs = await Promise.all(
      registries.units.filter((unit) => !unit.parentId).map((unit) => this.packets.matters(unit.unitId)),
    );
    return inputs.flatMap(({ input }) => input.records);
  }

  private async view(
    matterId: string,
    updatedAt: string | undefined,
    registries: Registries,
  ): Promise<MatterView | undefined> {
    const records = await this.db.read((statements) =>
      recordsOfMatter(statements, matterId, registries, this.division),
    );
    if (records.length === 0 || isWithheld(records)) return undefined;
    const parents = new Map(registries.units.map((unit) => [unit.unitId, unit.parentId]));
    const roots = new Map(records.map((record) => [record.recordId, record.originId]));
    const standpoint = { hasParent: (id: string) => parents.get(id) !== undefined };
    const matter = assessMatter(matterId, records, roots, standpoint);
    const briefed = records.map((record) => briefingRecord(record, standpoint));
    return matterView(matter, records, briefed, updatedAt ?? '');
  }
}

const isWithheld = (records: readonly PlacedRecord[]): boolean =>
  records.some((record) => record.clue.handling === 'AVOID' || record.clue.handling === 'LEADER_ONLY');

async function mattersAfter(statements: Reader, after: Cursor): Promise<{ matter_id: string; updated_at: string }[]> {
  return statements.query(
    `SELECT matter_id, updated_at FROM matter WHERE updated_at > ? OR (updated_at = ? AND matter_id > ?)
     ORDER BY updated_at, matter_id LIMIT 200`,
    [after.updatedAt, after.updatedAt, after.id],
  );
}

function matterView(
  matter: BriefingMatter,
  records: readonly PlacedRecord[],
  briefed: readonly BriefingRecord[],
  updatedAt: string,
): MatterView {
  const [ranked] = rankMatters([matter], briefed);
  return {
    matterId: matter.matterId,
    updatedAt,
    tier: ranked?.tier ?? 9,
    title: matter.title ?? records[0]?.clue.title ?? '',
    units: [
      ...new Set(records.flatMap(({ resolution }) => resolution.units.flatMap(({ match }) => match.unitNow ?? []))),
    ],
    checkability: { score: matter.checkability.score, grade: matter.checkability.grade },
    severity: { score: matter.severity.score, level: matter.severity.level },
    independentOrigins: matter.independentOrigins,
    firstLeader: matter.severity.firstLeader,
    key: matter.key,
    records: records.map((record) => ({
      clueId: record.recordId,
      department: record.department,
      ...(record.department === 'PET' ? {} : { sourceRecordId: record.sourceRecordId }),
      version: record.version,
      status: record.clue.statementStatus,
    })),
  };
}

function clueView(record: PlacedRecord): ClueView {
  const { protected: _protected, docNumbers: _numbers, externalRefs: _refs, ...clue } = record.clue;
  return {
    clueId: record.recordId,
    matterId: record.matterId,
    originId: record.originId,
    department: record.department,
    ...(record.department === 'PET' ? {} : { sourceRecordId: record.sourceRecordId }),
    sourceRecordHash: sha256(record.sourceRecordId),
    version: record.version,
    clue,
  };
}
