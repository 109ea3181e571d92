import { comparePair } from './compare.js';
import { mainReasons } from './explain.js';
import type { Model } from './model.js';
import { originEdge } from './origin.js';
import type { Comparison, Edge, Epoch, Features } from './types.js';

/** The origin edge of two records, `a` the smaller id; nothing where nothing says that they are one letter. */
export function originEdgeOf(a: Features, b: Features, model: Model): Edge | undefined {
  const { relation, reason } = originEdge(a, b, model);
  if (relation === undefined) return undefined;
  return { a: a.recordId, b: b.recordId, type: 'ORIGIN', relation, score: 0, anchor: relation === 'ORIGIN', reason };
}

/** What makes a pair of other facts worth showing side by side; nothing for mere neighbours and namesakes elsewhere. */
function relatedBy({ bars }: Comparison): string {
  const elsewhere = bars.some(({ field, level }) => field === 'unit' && level === 'different');
  if (!elsewhere && bars.some(({ field, level }) => field === 'person' && level === 'same')) return '同一人员';
  return bars.some(({ field, level, bits }) => field === 'thing' && bits > 0 && !level.endsWith('Place'))
    ? '同一项目（场所、企业）'
    : '';
}

/** The matter edge of two records, `a` the smaller id; nothing where it would not be worth keeping. */
export function matterEdge(a: Features, b: Features, epoch: Epoch, model: Model): Edge | undefined {
  const found = comparePair(a, b, epoch, model);
  const { score, relation, anchor, veto } = found;
  const reason = relation === 'RELATED' ? relatedBy(found) : mainReasons(found);
  if (relation === 'DISTINCT' || (relation === 'RELATED' && reason === '')) return undefined;
  const given = veto === undefined ? {} : { veto };
  return { a: a.recordId, b: b.recordId, type: 'MATTER', relation, score, anchor, ...given, reason };
}

/** An edge that may put two records into one cluster: clusters reach no further than these, copies and officers' MUST. */
export const isBond = ({ type, relation, score }: Edge, model: Model): boolean =>
  type === 'ORIGIN' ? relation === 'ORIGIN' : score >= model.thresholds.link;
