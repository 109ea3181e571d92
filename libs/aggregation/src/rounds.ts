import { AppError } from '#libs/kernel';
import type { Statements } from '#libs/persistence';

/** An inspection round and its targets, as far as a packet needs it. */
export interface Round {
  id: string;
  /** Entry day (进驻日), `YYYY-MM-DD`. */
  start: string;
  /** First day of the review period, absent when nothing was said. */
  reviewFrom?: string;
  targets: { targetId: string; unitId: string; seq: number }[];
}

type Reader = Pick<Statements, 'query'>;

/** Writes a round anew with its targets, in the order of `unitIds`. */
export async function createRound(
  statements: Statements,
  round: { id: string; start: string; reviewFrom?: string },
  unitIds: readonly string[],
  at: string,
): Promise<void> {
  if (await findRound(statements, round.id)) {
    throw new AppError('E-ROUND-EXISTS', 'conflict', `轮次 ${round.id} 已存在`, '换一个编号，或用 round show 查看');
  }
  await statements.insert('round', [
    { round_id: round.id, start_date: round.start, review_from: round.reviewFrom ?? null, created_at: at },
  ]);
  await statements.insert(
    'round_target',
    unitIds.map((unitId, index) => ({
      target_id: `${round.id}-${String(index + 1).padStart(2, '0')}`,
      round_id: round.id,
      unit_id: unitId,
      seq: index + 1,
    })),
  );
}

/** The round `id`, or nothing. */
export async function findRound(statements: Reader, id: string): Promise<Round | undefined> {
  const [row] = await statements.query<{ round_id: string; start_date: string; review_from: string | null }>(
    'SELECT round_id, start_date, review_from FROM round WHERE round_id = ?',
    [id],
  );
  return row && roundOf(statements, row);
}

/** The newest round with `unitId` among its targets, or nothing. */
export async function latestRoundOf(statements: Reader, unitId: string): Promise<Round | undefined> {
  const [row] = await statements.query<{ round_id: string; start_date: string; review_from: string | null }>(
    `SELECT r.round_id, r.start_date, r.review_from FROM round r JOIN round_target t ON t.round_id = r.round_id
     WHERE t.unit_id = ? ORDER BY r.start_date DESC, r.round_id DESC LIMIT 1`,
    [unitId],
  );
  return row && roundOf(statements, row);
}

/** All rounds, the newest first. */
export async function listRounds(statements: Reader): Promise<Round[]> {
  const rows = await statements.query<{ round_id: string; start_date: string; review_from: string | null }>(
    'SELECT round_id, start_date, review_from FROM round ORDER BY start_date DESC, round_id DESC',
  );
  const rounds: Round[] = [];
  for (const row of rows) rounds.push(await roundOf(statements, row));
  return rounds;
}

async function roundOf(
  statements: Reader,
  row: { round_id: string; start_date: string; review_from: string | null },
): Promise<Round> {
  const targets = await statements.query<{ target_id: string; unit_id: string; seq: number }>(
    'SELECT target_id, unit_id, seq FROM round_target WHERE round_id = ? ORDER BY seq',
    [row.round_id],
  );
  return {
    id: row.round_id,
    start: row.start_date,
    ...(row.review_from ? { reviewFrom: row.review_from } : {}),
    targets: targets.map((target) => ({ targetId: target.target_id, unitId: target.unit_id, seq: Number(target.seq) })),
  };
}
