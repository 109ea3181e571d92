import type { NilReturn } from '#libs/contracts';
import { type Cursor, type Page, page } from '#libs/http';
import { AppError } from '#libs/kernel';
import type { Database, Statements } from '#libs/persistence';
import { recordsOfMatters } from './known-record.js';
import { type LinkStanding, linkStanding } from './link-standing.js';
import { type ClueView, clueView, isWithheld, type MatterView, matterView } from './matter-view.js';
import { onlyCounts } from './reach.js';
import { loadRegistries, type Registries } from './registries.js';
import { groupBy } from './registry.js';
import { findRound } from './rounds.js';
import { Scoreboard, type ScoreboardLine } from './scoreboard.js';
import { Standpoints } from './standpoint.js';

type Reader = Pick<Statements, 'query'>;

/** Matters that are read together. */
const PAGE = 200;

/** A nil return as its department signed it. */
export interface NilReturnView {
  id: string;
  department: string;
  signedBy: string;
  nilReturn: NilReturn;
}

/**
 * Reads for the main case system: facts that are settled here, never the raw topics.
 * `AVOID` and `LEADER_ONLY` matters do not exist for it, neither as objects nor in figures.
 */
export class CaseReads {
  constructor(
    private readonly db: Database,
    private readonly division: string,
    private readonly linkLimit: number,
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

  /** Matters changed after `since`, oldest change first, and how far they are behind the records. */
  matters(
    filter: { since?: string; tier?: number },
    after: Cursor,
    limit: number,
  ): Promise<Page<MatterView> & { linking: Pick<LinkStanding, 'linkedAt' | 'pending' | 'deferred'> }> {
    return this.db.read(async (statements) => {
      const registries = await loadRegistries(statements);
      const standpoints = await Standpoints.load(statements, registries);
      const found: MatterView[] = [];
      // A moment alone stands before all ids of that moment; those are not "after" it, so the last id is taken.
      let position = after.id ? after : { updatedAt: filter.since ?? '', id: LAST_ID };
      while (found.length <= limit) {
        const rows = await mattersAfter(statements, position);
        const views = await this.views(statements, rows, registries, standpoints);
        found.push(...views.filter((view) => filter.tier === undefined || view.tier === filter.tier));
        const last = rows.at(-1);
        if (!last) break;
        position = { updatedAt: last.updated_at, id: last.matter_id };
      }
      const { linkedAt, pending, deferred } = await linkStanding(statements, this.linkLimit);
      const listed = page(found, limit, ({ updatedAt, matterId }) => ({ updatedAt, id: matterId }));
      return { ...listed, linking: { linkedAt, pending, deferred } };
    });
  }

  /** One matter. @throws AppError `E-MATTER-UNKNOWN` */
  matter(matterId: string): Promise<MatterView> {
    return this.db.read(async (statements) => {
      const rows = await statements.query<MatterRow>('SELECT matter_id, updated_at FROM matter WHERE matter_id = ?', [
        matterId,
      ]);
      const registries = await loadRegistries(statements);
      const standpoints = await Standpoints.load(statements, registries);
      const [view] = await this.views(statements, rows, registries, standpoints);
      if (!view) throw new AppError('E-MATTER-UNKNOWN', 'not_found', '没有这个事项');
      return view;
    });
  }

  /** One clue, scrubbed. @throws AppError `E-CLUE-UNKNOWN` */
  clue(clueId: string): Promise<ClueView> {
    return this.db.read(async (statements) => {
      const rows = await statements.query<{ matter_id: string }>(
        'SELECT matter_id FROM cluster_member WHERE record_id = ?',
        [clueId],
      );
      const ids = rows.map((row) => row.matter_id);
      const members = await recordsOfMatters(statements, ids, await loadRegistries(statements), this.division);
      const record = members.find((member) => member.recordId === clueId);
      if (!record || isWithheld(members) || onlyCounts(record.clue))
        throw new AppError('E-CLUE-UNKNOWN', 'not_found', '没有这条线索');
      return clueView(record);
    });
  }

  /** Nil returns that departments signed, by id. */
  nilReturns(after: Cursor, limit: number): Promise<Page<NilReturnView>> {
    return this.db.read(async (statements) => {
      const rows = await statements.query<{
        record_id: string;
        department: string;
        payload: string;
        signed_by: string;
      }>(
        'SELECT record_id, department, payload, signed_by FROM nil_return WHERE record_id > ? ORDER BY record_id LIMIT ?',
        [after.id, limit + 1],
      );
      const views = rows.map((row) => ({
        id: row.record_id,
        department: row.department,
        signedBy: row.signed_by,
        nilReturn: JSON.parse(row.payload) as NilReturn,
      }));
      return page(views, limit, ({ id }) => ({ updatedAt: '', id }));
    });
  }

  /** Records and mean checkability by department, of all matters or of those at the targets of a round: figures only. */
  scoreboard(roundId?: string): Promise<ScoreboardLine[]> {
    return this.db.read(async (statements) => {
      const round = roundId ? await findRound(statements, roundId) : undefined;
      if (roundId && !round) throw new AppError('E-ROUND-UNKNOWN', 'not_found', `没有轮次 ${roundId}`);
      const registries = await loadRegistries(statements);
      const standpoints = await Standpoints.load(statements, registries);
      const board = new Scoreboard(standpoints);
      const units = round?.targets.flatMap(({ unitId }) => [...registries.tree.below(unitId)]);
      const ids = await matterIds(statements, units);
      for (let start = 0; start < ids.length; start += PAGE)
        board.add(await recordsOfMatters(statements, ids.slice(start, start + PAGE), registries, this.division));
      return board.lines();
    });
  }

  private async views(
    statements: Reader,
    rows: readonly MatterRow[],
    registries: Registries,
    standpoints: Standpoints,
  ): Promise<MatterView[]> {
    const ids = rows.map((row) => row.matter_id);
    const records = await recordsOfMatters(statements, ids, registries, this.division);
    const members = groupBy(records, (record) => record.matterId);
    return rows.flatMap((row) => matterView(members.get(row.matter_id) ?? [], row.updated_at, standpoints) ?? []);
  }
}

/** Greater than any id. */
const LAST_ID = '~';

interface MatterRow {
  matter_id: string;
  updated_at: string;
}

async function mattersAfter(statements: Reader, after: Cursor): Promise<MatterRow[]> {
  const moment = new Date(after.updatedAt || 0);
  return statements.query(
    `SELECT matter_id, updated_at FROM matter WHERE updated_at > ? OR (updated_at = ? AND matter_id > ?)
     ORDER BY updated_at, matter_id LIMIT ${PAGE}`,
    [moment, moment, after.id],
  );
}

/** Ids of matters that have a record at one of `units`, or of all. */
async function matterIds(statements: Reader, units?: readonly string[]): Promise<string[]> {
  if (units?.length === 0) return [];
  const where = units
    ? `WHERE record_id IN (SELECT record_id FROM record_unit WHERE unit_now IN (${units.map(() => '?').join(',')}))`
    : '';
  const rows = await statements.query<{ matter_id: string }>(
    `SELECT DISTINCT matter_id FROM cluster_member ${where} ORDER BY matter_id`,
    units,
  );
  return rows.map((row) => row.matter_id);
}
