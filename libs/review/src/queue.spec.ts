import { readProjectFile } from '#libs/kernel';
import type { MatterRelation } from '#libs/linkage';
import type { Decision, Word } from './decisions.js';
import { type CrossEdge, interleave, type QueueItem, reviewItems, sampleItems, secondLooks } from './queue.js';
import { inSample } from './sample.js';

interface Case {
  name: string;
  matters: Record<string, string>;
  edges: string[];
  printed?: string[];
  words?: string[];
  items: string[];
}
const { cases } = JSON.parse(readProjectFile('libs/review/cases/queue.json')) as { cases: Case[] };

const edgeOf = (line: string): CrossEdge => {
  const [[a = '', b = ''] = '', score, relation] = line.split(' ');
  return { a, b, score: Number(score), relation: relation as MatterRelation };
};

const wordOf = (line: string): Decision & { fresh: boolean } => {
  const [kind, [a = '', b = ''] = '', fresh] = line.split(' ');
  return { id: line, a, b, kind: kind as Word, reason: '', officer: '甲', at: '2024-05-01', fresh: fresh === '!' };
};

it.each(cases)('review items: $name', ({ matters, edges, printed = [], words = [], items }) => {
  const found = reviewItems({
    edges: edges.map(edgeOf),
    matterOf: (id) => matters[id],
    sizeOf: (matter) => Object.values(matters).filter((own) => own === matter).length,
    weightOf: (matter) => (printed.includes(matter) ? 3 : 1),
    standing: words.map(wordOf),
    isNew: (word) => (word as Decision & { fresh: boolean }).fresh,
  });
  expect(
    found.map((item) => `${item.a}${item.b} ${item.matters.join('')} edges ${item.edges} members ${item.members}`),
  ).toEqual(items);
});

describe('samples', () => {
  const pairs: CrossEdge[] = Array.from({ length: 3000 }, (_, at) => ({
    a: `r${at}`,
    b: `s${at}`,
    score: 900,
    relation: 'AUTO',
  }));
  const drawn = sampleItems('AUTO', pairs, (id) => `m-${id}`, new Set());

  it('draw a tenth, the same whatever the order of pairs and of ids', () => {
    expect(drawn.length).toBeGreaterThan(240);
    expect(drawn.length).toBeLessThan(360);
    const turned = [...pairs].reverse().map(({ a, b, ...rest }) => ({ a: b, b: a, ...rest }));
    const again = sampleItems('AUTO', turned, (id) => `m-${id}`, new Set());
    expect(again.map(({ a, b }) => [a, b])).toEqual(drawn.map(({ a, b }) => [a, b]));
    expect(drawn.every(({ a, b }) => inSample(a, b) && inSample(b, a))).toBe(true);
  });

  it('leave out what was judged and other zones', () => {
    const [first] = drawn as [QueueItem];
    expect(sampleItems('AUTO', pairs, () => 'm', new Set([`${first.a}|${first.b}`])).length).toBe(drawn.length - 1);
    expect(sampleItems('DISTINCT', pairs, () => 'm', new Set())).toEqual([]);
  });

  it('stand at each tenth place, both by turns; what is left follows', () => {
    const item = (kind: QueueItem['kind'], no: number): QueueItem => ({
      kind,
      matters: ['m', 'n'],
      a: `a${no}`,
      b: `b${no}`,
      best: 0,
      edges: 1,
      members: 2,
      value: 0,
    });
    const some = (kind: QueueItem['kind'], count: number) => Array.from({ length: count }, (_, no) => item(kind, no));
    const kinds = interleave(some('REVIEW', 20), some('AUTO', 3), some('DISTINCT', 1)).map(({ kind }) => kind[0]);
    expect(kinds.join('')).toBe('RRRRRRRRRARRRRRRRRRDRRAA');
  });
});

it('second looks: pairs that others judged and this officer did not', () => {
  const words = ['MUST ab', 'CANNOT cd', 'REVOKE ef'].map(wordOf);
  const own: Decision = { ...wordOf('MUST cd'), officer: '乙' };
  const found = secondLooks([...words, own], '乙', (id) => `m-${id}`);
  expect(found.map(({ a, b }) => a + b)).toEqual(['ab']);
  expect(secondLooks([...words, own], '甲', (id) => `m-${id}`)).toEqual([]);
});
