import { AppError, canonicalJson, sha256 } from '#libs/kernel';
import type { Statements } from '#libs/persistence';
import { type AbbreviationModel, learnAbbreviations, readNamePairs } from '#libs/text';

const CURRENT = 'current';

/** What a file of pairs gave. `skipped`: numbers of lines that hold no pair. */
export interface LearnReport {
  pairs: number;
  skipped: number[];
}

/**
 * Learns from the pairs of `text` how names are shortened here, in place of what was learned before.
 * @throws AppError `E-PAIRS-NONE` when the text holds no pair
 */
export async function learnFrom(statements: Statements, text: string, at: string): Promise<LearnReport> {
  const { pairs, skipped } = readNamePairs(text);
  if (pairs.length === 0)
    throw new AppError(
      'E-PAIRS-NONE',
      'invalid',
      '文件中没有“简称,全称”',
      '每行一对：简称,全称，或简称与全称之间用制表符',
    );
  const { weights, floor, counts, known } = learnAbbreviations(pairs);
  const payload = canonicalJson({
    weights,
    floor,
    counts: [...counts].map(([key, value]) => [key, Math.round(value * 1000) / 1000]),
    known: [...known],
  });
  await statements.query('DELETE FROM abbreviation_model WHERE model_id = ?', [CURRENT]);
  await statements.insert('abbreviation_model', [
    { model_id: CURRENT, pairs: pairs.length, digest: sha256(payload), payload, learned_at: at },
  ]);
  return { pairs: pairs.length, skipped };
}

/** What was learned of abbreviations; nothing where nobody has taught any. */
export async function learnedAbbreviations(
  statements: Pick<Statements, 'query'>,
): Promise<AbbreviationModel | undefined> {
  const [row] = await statements.query<{ payload: string }>(
    'SELECT payload FROM abbreviation_model WHERE model_id = ?',
    [CURRENT],
  );
  if (!row) return undefined;
  const { counts, known, ...rest } = JSON.parse(row.payload) as Pick<AbbreviationModel, 'weights' | 'floor'> & {
    counts: [string, number][];
    known: [string, string[]][];
  };
  return { ...rest, counts: new Map(counts), known: new Map(known) };
}
