import { distance } from 'fastest-levenshtein';
import { amountLevel, personLevel, sameRecordNumber, unitRelation } from './compare-facts.js';
import { BODY_GRAM } from './epoch.js';
import { gramsOf, jaccard, overlap } from './grams.js';
import type { Model } from './model.js';
import { saysNothing } from './normalise.js';
import { rivalKinds } from './things.js';
import type { Features, OriginEdge, RefFeature, Thing } from './types.js';
import { UnionFind } from './union-find.js';

const grams = new WeakMap<Features, Uint32Array>();

function fullGrams(features: Features): Uint32Array {
  let held = grams.get(features);
  if (!held) {
    held = gramsOf(features.body, BODY_GRAM);
    grams.set(features, held);
  }
  return held;
}

/** Share of common grams; 0 where their numbers alone say that it is below `least`. */
function likenessFrom(a: Uint32Array, b: Uint32Array, least: number): number {
  const [fewer, more] = a.length < b.length ? [a.length, b.length] : [b.length, a.length];
  return fewer / more < least ? 0 : jaccard(a, b);
}

type Agreement = 'agrees' | 'contradicts' | 'open';

function personAgreement(a: Features, b: Features): Agreement {
  if (a.persons.length === 0 || b.persons.length === 0) return 'open';
  let open = false;
  for (const x of a.persons)
    for (const y of b.persons) {
      const level = personLevel(x, y);
      if (level === 'same') return 'agrees';
      if (level === 'homophone' || level === 'maskedSame') open = true;
    }
  return open ? 'open' : 'contradicts';
}

function unitAgreement(a: Features, b: Features): Agreement {
  const relation = unitRelation(a, b);
  if (relation === undefined) return 'open';
  return relation === 'different' ? 'contradicts' : 'agrees';
}

interface Standing {
  unit: Agreement;
  person: Agreement;
}

/** Unit or person contradicts and the other does not make up for it. */
function contradicted({ unit, person }: Standing): boolean {
  if (unit === 'contradicts') return person !== 'agrees';
  return person === 'contradicts' && unit !== 'agrees';
}

/** Amount, time or names say that two like texts speak of two things. */
function factsDiffer(a: Features, b: Features): boolean {
  if (amountLevel(a, b) === 'different') return true;
  const apart = a.time && b.time && Math.max(a.time.from, b.time.from) - Math.min(a.time.to, b.time.to) > 366;
  if (apart && !a.time?.relative && !b.time?.relative) return true;
  return rivalKinds(a.things, b.things, false).kinds.length > 0;
}

/** Numbers of papers that may carry several records: equality alone does not say that the facts are the same. */
const SHARED_CARRIERS = new Set(['AUDIT_TRANSFER', 'FORWARDING', 'CASE']);

type NumberMatch = 'single' | 'carrier' | undefined;

function referenceMatch(from: Features, to: Features): NumberMatch {
  let match: NumberMatch;
  for (const ref of from.refs) {
    if (
      ref.dept !== undefined &&
      /^[A-Z]{3}$/u.test(ref.dept) &&
      ref.dept !== to.department &&
      ref.relation === 'RECEIVED_FROM'
    )
      continue;
    for (const number of to.numbers)
      if (number.norm === ref.norm) {
        if (!SHARED_CARRIERS.has(number.kind)) return 'single';
        match = 'carrier';
      }
  }
  return match;
}

/** Both name the same third number: one joint letter, one first letter, one letter received, or sent and received. */
function jointMatch(a: Features, b: Features): NumberMatch {
  let match: NumberMatch;
  for (const x of a.refs)
    for (const y of b.refs) {
      if (x.norm !== y.norm) continue;
      if (x.relation === y.relation && (x.relation === 'JOINT_WITH' || x.relation === 'REPEATS')) return 'single';
      if (HANDED_ON.has(x.relation) && HANDED_ON.has(y.relation) && !bothSent(x, y)) match = 'carrier';
    }
  return match;
}

const HANDED_ON = new Set(['RECEIVED_FROM', 'FORWARDED_TO']);
const bothSent = (x: RefFeature, y: RefFeature): boolean =>
  x.relation === 'FORWARDED_TO' && y.relation === 'FORWARDED_TO';

function numberMatch(a: Features, b: Features): NumberMatch {
  const found: NumberMatch[] = [referenceMatch(a, b), referenceMatch(b, a), jointMatch(a, b)];
  for (const x of a.numbers)
    for (const y of b.numbers)
      if (sameRecordNumber(x, y, a, b)) found.push(SHARED_CARRIERS.has(x.kind) ? 'carrier' : 'single');
  return found.includes('single') ? 'single' : found.find((match) => match !== undefined);
}

function byNumber(a: Features, b: Features, standing: Standing): OriginEdge | undefined {
  const match = numberMatch(a, b);
  if (match === undefined) return undefined;
  if (match === 'single') {
    const clash = standing.unit === 'contradicts' && standing.person === 'contradicts';
    return clash
      ? { relation: 'REVIEW', reason: '编号相同，但单位和人员均不一致' }
      : { relation: 'ORIGIN', reason: '来文编号一致' };
  }
  if (contradicted(standing) || factsDiffer(a, b))
    return { relation: 'REVIEW', reason: '移送（转办）文号相同，但所涉事实不一致' };
  return { relation: 'ORIGIN', reason: '移送（转办）文号一致' };
}

const disputed = ({ unit, person }: Standing): boolean => unit === 'contradicts' || person === 'contradicts';
/** Agrees on unit or person: what a text too short to prove itself needs. */
const confirmed = ({ unit, person }: Standing): boolean => unit === 'agrees' || person === 'agrees';

const SLIP_TEXT = 1000;

/** One text typed again with slips of the hand, or sent again with something added: what grams of short texts do not show. */
function sameLetter(a: Features, b: Features, model: Model): string | undefined {
  const { slips, within } = model.origin;
  const longer = Math.max(a.body.length, b.body.length);
  if (longer <= SLIP_TEXT && distance(a.body, b.body) <= slips * longer) return '文本相同，仅个别字不同';
  const [x, y] = [fullGrams(a), fullGrams(b)];
  return overlap(x, y) >= within * Math.min(x.length, y.length) ? '一件包含另一件全文' : undefined;
}

/** Something besides the text agrees and nothing contradicts. */
function agreed(a: Features, b: Features, standing: Standing): boolean {
  if (disputed(standing) || factsDiffer(a, b)) return false;
  return confirmed(standing) || amountLevel(a, b) === 'exact' || a.things.some((x) => sharesName(x, b));
}

const sharesName = (thing: Thing, { things }: Features): boolean =>
  !thing.place && things.some(({ name }) => name === thing.name);

function byText(a: Features, b: Features, standing: Standing, model: Model): OriginEdge | undefined {
  const { origin } = model;
  const equal = a.fingerprint === b.fingerprint;
  const shorter = Math.min(a.body.length, b.body.length);
  const longer = Math.max(a.body.length, b.body.length);
  if (!equal && (shorter < origin.shortText || longer > 4 * shorter)) return undefined;
  if (saysNothing(a.body) || saysNothing(b.body)) return undefined;
  const likeness = equal ? 1 : likenessFrom(fullGrams(a), fullGrams(b), origin.review);
  if (likeness < origin.review) return undefined;
  const long = shorter >= origin.length;
  if (!equal && (!long || likeness < origin.jaccard)) {
    const same = agreed(a, b, standing) ? sameLetter(a, b, model) : undefined;
    if (same !== undefined) return { relation: 'ORIGIN', reason: same };
    return long ? { relation: 'REVIEW', reason: `文本相似度${likeness.toFixed(2)}` } : undefined;
  }
  const short = equal && shorter < origin.shortText && !confirmed(standing);
  if (short || (!equal && disputed(standing)) || contradicted(standing) || factsDiffer(a, b))
    return { relation: 'REVIEW', reason: '文本相同或相近，但单位、人员或事实不一致' };
  return { relation: 'ORIGIN', reason: equal ? '文本相同' : `文本相似度${likeness.toFixed(2)}` };
}

/**
 * Whether two records are one letter or transfer that came by two ways: by number, else by text.
 * Papers with many findings (reports, judgments) never make such an edge.
 */
export function originEdge(first: Features, second: Features, model: Model): OriginEdge {
  const [a, b] = first.recordId <= second.recordId ? [first, second] : [second, first];
  const standing = { unit: unitAgreement(a, b), person: personAgreement(a, b) };
  const number = byNumber(a, b, standing);
  if (number?.relation === 'ORIGIN') return number;
  const text = byText(a, b, standing, model);
  if (text?.relation === 'ORIGIN') return text;
  return number ?? text ?? { relation: undefined, reason: '' };
}

/** Root of each record's origin: the smallest record id that origin edges lead to. */
export function originRoots(
  records: Iterable<{ recordId: string }>,
  edges: Iterable<{ a: string; b: string; relation: string | undefined }>,
): Map<string, string> {
  const ids = [...records].map(({ recordId }) => recordId);
  const sets = new UnionFind(ids);
  const known = new Set(ids);
  for (const { a, b, relation } of edges) if (relation === 'ORIGIN' && known.has(a) && known.has(b)) sets.union(a, b);
  return new Map(ids.map((id) => [id, sets.find(id)]));
}
