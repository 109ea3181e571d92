import {
  bar,
  compareAmounts,
  compareNumbers,
  comparePersons,
  compareTimes,
  compareTopics,
  compareUnits,
  type Verdict,
} from './compare-facts.js';
import { arePlain, comparePlain } from './compare-plain.js';
import {
  compareActs,
  compareBodies,
  compareThings,
  compareTitles,
  compareWords,
  preparePair,
  type TextVerdict,
} from './compare-text.js';
import type { Model } from './model.js';
import type { Prepared } from './prepared.js';
import type { Bar, Comparison, Epoch, Features, MatterRelation } from './types.js';

/** Fields that are no independent witnesses of each other. */
const GUARDS: readonly (readonly string[])[] = [
  ['unit', 'person', 'idHash'],
  ['body', 'title', 'words', 'cosine'],
  ['number', 'contract', 'thing'],
];

/** Of what speaks for a match inside a group, the best counts in full and the rest by half. */
function guard(bars: Bar[]): void {
  for (const group of GUARDS) {
    let sum = 0;
    let best = 0;
    for (const { field, bits } of bars)
      if (bits > 0 && group.includes(field)) {
        sum += bits;
        best = Math.max(best, bits);
      }
    const cut = Math.floor((sum - best) / 2);
    if (cut > 0) bars.push(bar('guard', group[0] as string, -cut));
  }
}

const beside = new WeakMap<Features, Features>();

/** A record without the names that its units brought in. */
function besideUnits(features: Features): Features {
  if (!features.things.some(({ ofUnit }) => ofUnit)) return features;
  const held = beside.get(features) ?? { ...features, things: features.things.filter(({ ofUnit }) => !ofUnit) };
  beside.set(features, held);
  return held;
}

const WORDING = ['body', 'title'];

/** Two hands that agree on who and on how much or when seldom use the same words: unlike words then say little. */
function excuseWording(verdict: Verdict, model: Model): void {
  const who = verdict.unit === 'same' || (verdict.person === 'same' && verdict.unit !== 'different');
  if (!who || verdict.amount !== 'agrees') return;
  let against = 0;
  for (const { field, level, bits } of verdict.bars)
    if (bits < 0 && WORDING.includes(field) && level !== 'otherSubject') against += bits;
  if (against < 0) verdict.bars.push(bar('wording', 'otherHand', Math.round(-against * model.otherHand)));
}

const actsAgree = (text: TextVerdict, model: Model): boolean =>
  text.cosine >= model.noAnchor.cosine || text.body >= model.noAnchor.cosine;

/** Strong agreement without which nothing is merged by itself. */
function anchorOf(a: Features, b: Features, verdict: Verdict, text: TextVerdict, model: Model): boolean {
  if (verdict.number || verdict.contract) return true;
  if (verdict.unit !== 'different' && text.thing >= model.noAnchor.thing && actsAgree(text, model)) return true;
  const roster =
    verdict.person === 'same' &&
    a.persons.some((x) => x.rosterPersonId && b.persons.some((y) => y.rosterPersonId === x.rosterPersonId));
  const who = verdict.unit === 'same' || roster || (verdict.person === 'same' && verdict.unit !== 'different');
  return who && (verdict.timeAgrees || verdict.amount === 'agrees' || text.body >= 0.4);
}

/** With neither unit nor person on both sides, a pair needs a name and an agreeing act, or much common text. */
function withoutAnyAnchor(a: Features, b: Features, text: TextVerdict, model: Model): boolean {
  const unit = a.units.length > 0 && b.units.length > 0;
  const person = a.persons.length > 0 && b.persons.length > 0;
  if (unit || person) return false;
  return text.body < model.noAnchor.body && !(text.thing >= model.noAnchor.thing && actsAgree(text, model));
}

function clearedBefore(a: Features, b: Features): boolean {
  if ((a.status === 'CLEARED') === (b.status === 'CLEARED')) return false;
  const [cleared, other] = a.status === 'CLEARED' ? [a, b] : [b, a];
  return other.day > cleared.day;
}

function relationOf(score: number, anchor: boolean, verdict: Verdict, model: Model): MatterRelation {
  const { auto, review, related } = model.thresholds;
  if (score >= auto && anchor && verdict.veto === undefined) return 'AUTO';
  if (score >= review) return 'REVIEW';
  if (score >= related || verdict.person === 'same') return 'RELATED';
  return 'DISTINCT';
}

function plainComparison(
  a: Features,
  b: Features,
  left: Prepared,
  right: Prepared,
  epoch: Epoch,
  model: Model,
  verdict: Verdict,
): Comparison {
  compareNumbers(a, b, model, verdict);
  const tied = comparePlain(a, b, left, right, epoch, model, verdict);
  const anchor = tied || verdict.number || verdict.contract;
  return { ...concluded(a, b, verdict, { anchor, bare: true }, model), plain: true };
}

interface Hold {
  anchor: boolean;
  /** There is nothing that could stand in for an anchor: without one the pair is worth little, whatever its score. */
  bare: boolean;
}

/** What the bars come to. */
function concluded(a: Features, b: Features, verdict: Verdict, { anchor, bare }: Hold, model: Model): Comparison {
  if (a.department === b.department && a.channel === b.channel)
    verdict.bars.push(bar('channel', 'same', model.sameChannel));
  guard(verdict.bars);
  let score = 0;
  for (const { bits } of verdict.bars) score += bits;
  if (!anchor && bare && score > model.noAnchor.ceiling) {
    verdict.bars.push(bar('anchor', 'none', model.noAnchor.ceiling - score));
    score = model.noAnchor.ceiling;
  }
  if (verdict.veto === undefined && clearedBefore(a, b)) verdict.veto = 'CLEARED';
  return {
    score,
    bars: verdict.bars,
    relation: relationOf(score, anchor, verdict, model),
    anchor,
    ...(verdict.veto === undefined ? {} : { veto: verdict.veto }),
  };
}

/**
 * How likely two records allege the same facts, as log odds in 1/100 bit.
 * Symmetric by construction: the pair is put in order of record ids first. The score is the sum of the bars.
 */
export function comparePair(first: Features, second: Features, epoch: Epoch, model: Model): Comparison {
  const [a, b] = first.recordId <= second.recordId ? [first, second] : [second, first];
  const verdict: Verdict = {
    bars: [bar('prior', 'prior', model.prior)],
    number: false,
    contract: false,
    timeAgrees: false,
    timeApart: false,
  };
  const { left, right, text } = preparePair(a, b, epoch);
  if (arePlain(a, b)) return plainComparison(a, b, left, right, epoch, model, verdict);
  compareUnits(a, b, epoch, model, verdict);
  comparePersons(a, b, epoch, model, verdict);
  compareNumbers(a, b, model, verdict);
  compareTopics(a, b, model, verdict);
  compareTimes(a, b, model, verdict);
  compareAmounts(a, b, epoch, model, verdict);
  compareBodies(left, right, model, verdict, text);
  const [x, y] = verdict.unit === 'same' ? [besideUnits(a), besideUnits(b)] : [a, b];
  compareThings(x, y, epoch, model, verdict, text);
  compareTitles(a, b, left, right, model, verdict, text);
  compareWords(model, verdict, text);
  compareActs(a, b, epoch, model, verdict);
  excuseWording(verdict, model);
  const anchor = anchorOf(a, b, verdict, text, model);
  return concluded(a, b, verdict, { anchor, bare: withoutAnyAnchor(a, b, text, model) }, model);
}
