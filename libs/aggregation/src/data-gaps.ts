import type { DataGaps } from '#libs/briefing';
import type { Clue } from '#libs/contracts';
import type { Statements } from '#libs/persistence';
import type { PlacedRecord } from './known-record.js';
import { reachOfMatter } from './reach.js';
import type { Round } from './rounds.js';

type Reader = Pick<Statements, 'query'>;

const WHOLE_BATCHES = '未采用和退回条数为各部门报送批次合计，含其他单位（超时段的除外）';

/**
 * What a packet must say it lacks. Every figure is the same whether restricted records are there or not:
 * a count that moves would tell of them.
 */
export async function dataGaps(
  statements: Reader,
  records: readonly PlacedRecord[],
  units: readonly string[],
  outOfPeriod: number,
  round: Round | undefined,
): Promise<DataGaps> {
  const { refused, invalid } = await batchSums(statements, round);
  const unresolvedPersons = records.reduce(
    (sum, { resolution }) => sum + resolution.persons.filter((person) => !person.post).length,
    0,
  );
  const hasSums = invalid > 0 || Object.keys(refused).length > 0;
  if (outOfPeriod > 0) refused.X3 = (refused.X3 ?? 0) + outOfPeriod;
  return {
    unresolvedUnits: await unresolvedUnits(statements, units),
    unresolvedPersons,
    ...(Object.keys(refused).length > 0 ? { refused } : {}),
    ...(invalid > 0 ? { invalid } : {}),
    ...(hasSums ? { remarks: [WHOLE_BATCHES] } : {}),
  };
}

/** Records that may be about one of `units`, but whose unit an officer has yet to choose. */
async function unresolvedUnits(statements: Reader, units: readonly string[]): Promise<number> {
  const queue = await statements.query<{ record_id: string; candidates: string }>(
    `SELECT record_id, candidates FROM officer_queue WHERE kind = 'UNIT' AND state = 'OPEN'`,
  );
  const wanted = new Set(units);
  const near = queue.filter(({ candidates }) =>
    (JSON.parse(candidates) as { unitId: string }[]).some(({ unitId }) => wanted.has(unitId)),
  );
  const ids = [...new Set(near.map(({ record_id }) => record_id))];
  let open = 0;
  for (let start = 0; start < ids.length; start += 500) {
    const part = ids.slice(start, start + 500);
    const rows = await statements.query<{ clue: string }>(
      `SELECT clue FROM record WHERE record_id IN (${part.map(() => '?').join(',')})`,
      part,
    );
    open += rows.filter(({ clue }) => reachOfMatter([{ clue: JSON.parse(clue) as Clue }]) === 'GENERAL').length;
  }
  return open;
}

/** Sums of the deliveries since the review period began. */
async function batchSums(
  statements: Reader,
  round: Round | undefined,
): Promise<{ refused: Record<string, number>; invalid: number }> {
  const rows = await statements.query<{ invalid: number; refused_by: string }>(
    'SELECT invalid, refused_by FROM batch_manifest WHERE submitted_at >= ?',
    [new Date(round?.reviewFrom ?? 0)],
  );
  const refused: Record<string, number> = {};
  let invalid = 0;
  for (const row of rows) {
    invalid += Number(row.invalid);
    for (const [reason, count] of Object.entries(JSON.parse(row.refused_by) as Record<string, number>))
      refused[reason] = (refused[reason] ?? 0) + count;
  }
  return { refused, invalid };
}
