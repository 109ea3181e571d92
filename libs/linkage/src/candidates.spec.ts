import { recordOf } from '../cases/case-file.js';
import { generate } from '../cases/generate.js';
import { linkBatch } from './batch.js';
import { eachCandidate } from './candidate-pairs.js';
import { addEvidence, isCandidate, isLive, noEvidence } from './candidates.js';
import { buildEpoch } from './epoch.js';
import { featuresOf } from './features.js';
import { keysOf } from './keys.js';
import { MODEL_1 } from './model.js';
import type { LinkRecord } from './types.js';

const model = { ...MODEL_1, cap: 10 };
const features = generate(31, 120, 2).map(recordOf).map(featuresOf);
const epoch = buildEpoch(features, model);
const keys = features.map((item) => keysOf(item, epoch));

/** Carriers per key, counted the plain way. */
function counts(): Map<number, number> {
  const carriers = new Map<number, number>();
  for (const { hash } of keys.flat()) carriers.set(hash, (carriers.get(hash) ?? 0) + 1);
  return carriers;
}

it('keys are whole numbers, each once', () => {
  for (const own of keys) {
    expect(own.every(({ hash }) => Number.isSafeInteger(hash) && hash >= 0)).toBe(true);
    expect(new Set(own.map(({ hash }) => hash)).size).toBe(own.length);
  }
});

it('the batch visits exactly the pairs that isCandidate lets through', () => {
  const df = counts();
  const wanted: string[] = [];
  for (const [second, own] of keys.entries()) {
    const held = new Map(own.map((key) => [key.hash, key]));
    for (let first = 0; first < second; first++) {
      const evidence = noEvidence();
      for (const key of keys[first] ?? [])
        if (held.has(key.hash) && isLive(df.get(key.hash) ?? 0, model)) addEvidence(evidence, key);
      if (isCandidate(evidence, model)) wanted.push(`${first}-${second}`);
    }
  }
  const visited: string[] = [];
  eachCandidate(
    features,
    epoch,
    model,
    (first, second) => visited.push(`${first}-${second}`),
    () => undefined,
  );
  expect(visited.sort()).toEqual(wanted.sort());
  expect(wanted.length).toBeGreaterThan(100);
  expect(wanted.length).toBeLessThan((120 * 119) / 2);
});

describe('mass copies', () => {
  const base = generate(32, 60, 3).map(recordOf);
  const copied = base[0] as LinkRecord;
  const copies = Array.from({ length: 200 }, (_, index) => ({
    ...copied,
    recordId: `s${String(index).padStart(4, '0')}`,
  }));

  it('count once and change nothing for the others', () => {
    const before = linkBatch(base);
    const after = linkBatch([...base, ...copies]);
    expect(after.epoch.version).toBe(before.epoch.version);
    const withoutCopies = after.clusters.map(({ members }) => members.filter((id) => !id.startsWith('s')));
    expect(withoutCopies).toEqual(before.clusters.map(({ members }) => members));
    expect(new Set(copies.map(({ recordId }) => after.origins.get(recordId)))).toEqual(
      new Set([after.origins.get('r000000')]),
    );
    expect(after.candidates).toBe(before.candidates);
  });

  it('of one form letter in more wordings than the cap stay one origin', () => {
    const text = copied.clue.summary.padEnd(
      140,
      '以上情况村里老人都可以证明，请上级派人来查一查，给大家一个明白的说法',
    );
    const retyped = copies.map((record, index) => ({
      ...record,
      clue: {
        ...record.clue,
        protected: { ...record.clue.protected, fullText: `${text}${String.fromCharCode(0x4e00 + index)}` },
      },
    }));
    const result = linkBatch(retyped);
    expect(new Set(result.origins.values()).size).toBe(1);
    expect(result.clusters).toHaveLength(1);
  });
});
