import fc from 'fast-check';
import { Dice } from '#libs/testkit';
import { recordOf } from '../cases/case-file.js';
import { generate } from '../cases/generate.js';
import { HeldLinks } from '../cases/held-links.js';
import { linkFeatures } from './batch.js';
import { buildEpoch } from './epoch.js';
import { featuresOf } from './features.js';
import { MODEL_1, type Model } from './model.js';
import { linkStep } from './step.js';
import type { Edge, Epoch, Features, PairDecision } from './types.js';

const edgeText = (edges: Iterable<Edge>): string[] => [...edges].map((edge) => JSON.stringify(edge)).sort();

/** What the memory holds, to be compared with what the batch makes. */
function held(links: HeldLinks): object {
  const members = new Map<string, string[]>();
  for (const [record, id] of [...links.clusterOf].sort()) members.set(id, [...(members.get(id) ?? []), record]);
  return {
    clusters: [...members].map(([id, of]) => ({ id, members: of })).sort((x, y) => (x.id < y.id ? -1 : 1)),
    origins: [...links.origins].sort(),
    edges: edgeText(links.edgeOf.values()),
  };
}

function batch(features: Features[], decisions: PairDecision[], model: Model, epoch: Epoch): object {
  const { clusters, origins, edges } = linkFeatures(features, decisions, model, epoch);
  return {
    clusters: [...clusters].sort((x, y) => (x.id < y.id ? -1 : 1)),
    origins: [...origins].sort(),
    edges: edgeText(edges.map((edge) => JSON.parse(JSON.stringify(edge)) as Edge)),
  };
}

/** A history that comes to rest: records come in parts, some go again, change, are copied; officers decide and revoke. */
async function live(seed: number, all: readonly Features[], model: Model, epoch: Epoch) {
  const dice = new Dice(seed);
  const links = new HeldLinks();
  const now = new Map<string, Features>();
  let decisions: PairDecision[] = [];
  const step = async (features: Map<string, Features | undefined>, redecided: string[] = []): Promise<void> => {
    const given = { features, redecided, decisions, nextPlace: links.nextPlace };
    links.keep(await linkStep(links, given, epoch, model));
    for (const [id, item] of features) item ? now.set(id, item) : now.delete(id);
  };
  const waiting = dice.shuffled([...all]);
  while (waiting.length > 0) {
    const part = new Map<string, Features | undefined>();
    for (const item of waiting.splice(0, 1 + dice.below(9))) part.set(item.recordId, item);
    if (dice.below(3) === 0 && now.size > 0) {
      const id = dice.of([...now.keys()]);
      part.set(id, dice.below(2) === 0 ? undefined : { ...dice.of(all), recordId: id });
    }
    await step(part);
    if (dice.below(4) === 0 && now.size > 2) {
      const [a, b] = [dice.of([...now.keys()]), dice.of(all).recordId];
      const former = decisions;
      decisions =
        dice.below(3) === 0
          ? decisions.slice(1)
          : [...decisions.filter((pair) => ![pair.a, pair.b].includes(a)), ...decided(a, b, dice)];
      const changed = [...former, ...decisions].filter((pair) => !(former.includes(pair) && decisions.includes(pair)));
      await step(
        new Map(),
        changed.flatMap((pair) => [pair.a, pair.b]),
      );
    }
  }
  return { links, features: [...now.values()], decisions };
}

const decided = (a: string, b: string, dice: Dice): PairDecision[] =>
  a === b ? [] : [{ a, b, kind: dice.of(['MUST', 'CANNOT', 'UNSURE'] as const) }];

describe.each([
  ['as shipped', MODEL_1],
  ['with keys dead above 5', { ...MODEL_1, cap: 5 }],
  ['with keys dead above 2', { ...MODEL_1, cap: 2 }],
])('steps %s', (_, model) => {
  it('end where the batch ends, whatever came, changed, went and was decided on the way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (seed) => {
        const records = generate(seed, 40, 2).map(recordOf).map(featuresOf);
        const copies = records.slice(0, 12).map((item, at) => ({ ...item, recordId: `${at % 2 ? 'a' : 'z'}${at}` }));
        const all = [...records, ...copies];
        const epoch = buildEpoch(records.slice(0, 25), model);
        const { links, features, decisions } = await live(seed, all, model, epoch);
        expect(held(links)).toEqual(batch(features, decisions, model, epoch));
      }),
      { numRuns: 40 },
    );
  });
});
