import { canonicalJson, sha256 } from '#libs/kernel';
import type { Bar, Comparison, Features, MatterRelation } from '#libs/linkage';

/** What the scores said of a pair when an officer decided on it. Levels, bits and digests: no content. */
export interface Evidence {
  model: string;
  epoch: string;
  /** 1/100 bit; the sum of the bars. */
  score: number;
  relation: MatterRelation;
  bars: Bar[];
  veto?: string;
  /** Versions of the two records. */
  versions: [number, number];
  /** Digest of what each record said in each field that a bar names. */
  facts: Record<string, [string, string]>;
  /** The pair was drawn at random, not picked by its score: it counts for estimates. */
  sampled?: true;
}

/** What of a record each field of a bar speaks of. Bars without an entry (prior, guard) speak of no record. */
const SAID: Readonly<Record<string, (features: Features) => unknown>> = {
  unit: ({ units, usccs }) => [units, usccs],
  person: ({ persons }) => persons,
  idHash: ({ persons }) => persons.map(({ idHash }) => idHash ?? ''),
  number: ({ numbers, papers, refs, quotes }) => [numbers, papers, refs, quotes],
  contract: ({ contractNo }) => contractNo ?? '',
  topic: ({ domain, disciplines }) => [domain, disciplines],
  time: ({ time }) => time ?? '',
  amount: ({ amount }) => amount ?? '',
  body: ({ body }) => body,
  title: ({ title }) => title,
  words: ({ words }) => words,
  thing: ({ things }) => things,
  act: ({ acts }) => acts,
  channel: ({ channel }) => channel,
};

const digest = (field: string, features: Features): string =>
  sha256(canonicalJson(SAID[field]?.(features) ?? '')).slice(0, 16);

/** What a decision on the pair stands on. `a` and `b` in order of their ids, as `comparison` has them. */
export function evidenceOf(
  a: Features,
  b: Features,
  comparison: Comparison,
  { model, epoch, versions, sampled }: Pick<Evidence, 'model' | 'epoch' | 'versions'> & { sampled?: boolean },
): Evidence {
  const { score, relation, bars, veto } = comparison;
  const fields = [...new Set(bars.map(({ field }) => field))].filter((field) => field in SAID);
  return {
    model,
    epoch,
    score,
    relation,
    bars,
    ...(veto === undefined ? {} : { veto }),
    versions,
    facts: Object.fromEntries(fields.map((field) => [field, [digest(field, a), digest(field, b)]])),
    ...(sampled ? { sampled: true } : {}),
  };
}

/** Fields named in the evidence that a newer version of either record fills otherwise, sorted. */
export function changedFields({ facts }: Evidence, a: Features, b: Features): string[] {
  return Object.entries(facts)
    .filter(([field, [first, second]]) => digest(field, a) !== first || digest(field, b) !== second)
    .map(([field]) => field)
    .sort();
}

/** The bars of a pair are no longer those that the officer saw. */
export const evidenceDiffers = (evidence: Evidence, now: Comparison): boolean =>
  canonicalJson(evidence.bars) !== canonicalJson(now.bars) || evidence.veto !== now.veto;
