import { subjectsSwapped } from './align.js';
import { bar, compareAmounts, compareTimes, compareTopics, type Verdict } from './compare-facts.js';
import { divisionsApart } from './divisions.js';
import { overlap } from './grams.js';
import type { Model } from './model.js';
import { type KnownName, type PlainPrepared, type Prepared, sharedRarity, wordCosine } from './prepared.js';
import { isArea, otherSites, rivalKinds } from './things.js';
import type { Epoch, Features } from './types.js';

/** Whether two records are compared by their texts alone: two petitions, neither with a unit, and not both with a person. */
export const arePlain = (a: Features, b: Features): boolean =>
  a.department === 'PET' &&
  b.department === 'PET' &&
  a.units.length === 0 &&
  b.units.length === 0 &&
  (a.persons.length === 0 || b.persons.length === 0);

interface SharedName {
  name: KnownName;
  /** In the titles of how many of the two. */
  titles: number;
}

/** The common name that says most; one that says what ranks before one that says where. */
function sharedName(a: PlainPrepared, b: PlainPrepared, model: Model): SharedName | undefined {
  let best: SharedName | undefined;
  for (const x of a.names)
    for (const y of b.names) {
      if (x.name !== y.name) continue;
      const titles = Number(x.leading) + Number(y.leading);
      const found = { name: x, titles };
      if (!best || nameBits(found, model) > nameBits(best, model)) best = found;
    }
  return best;
}

function nameBits({ name, titles }: SharedName, model: Model): number {
  const { common, min, max, placeShare, unnamed, oneTitle } = model.plain.name;
  const bits = name.rarity < common ? name.rarity : Math.max(min, Math.min(max, name.rarity));
  const told = titles === 2 ? 0 : titles === 1 ? oneTitle : unnamed;
  return Math.round(bits * (name.place ? placeShare : 1)) + told;
}

const levelOf = <T>(levels: readonly [number, T][], value: number): [number, T] | undefined =>
  levels.find(([least]) => value >= least);

function compareWordsOf(a: PlainPrepared, b: PlainPrepared, acts: number, model: Model, verdict: Verdict): void {
  const level = levelOf(model.plain.acts, acts);
  if (level) verdict.bars.push(bar('act', `≥${level[0]}`, level[1]));
  if (
    a.headWords.length > 0 &&
    b.headWords.length > 0 &&
    acts < model.plain.anchor.acts &&
    overlap(a.headWords, b.headWords) === 0
  )
    verdict.bars.push(bar('act', 'none', model.plain.titlesDiffer));
}

function compareBodiesOf(a: Prepared, b: Prepared, model: Model, verdict: Verdict): number {
  const { minimumGrams } = model.body;
  if (a.body.grams.length < minimumGrams || b.body.grams.length < minimumGrams) return 0;
  const least = Math.min(a.body.total, b.body.total);
  const share = least === 0 ? 0 : sharedRarity(a.body, b.body) / least;
  const level = levelOf(model.plain.body, share);
  if (level) verdict.bars.push(bar('body', `≥${level[0]}`, level[1]));
  return share;
}

function compareTitlesOf(a: PlainPrepared, b: PlainPrepared, body: number, model: Model, verdict: Verdict): void {
  if (a.title.grams.length === 0 || b.title.grams.length === 0) return;
  const shared = sharedRarity(a.title, b.title);
  const level = levelOf(model.title.levels, shared);
  if (level) verdict.bars.push(bar('title', `≥${level[0] / 100}`, body >= 0.4 ? Math.round(level[1] / 2) : level[1]));
}

/** One record is about a place or body that the other does not name at all. */
function namesMissing(a: Features, b: Features, left: PlainPrepared, right: PlainPrepared): boolean {
  const missing = (names: readonly KnownName[], { head, lines }: Features): boolean =>
    names.some(({ name, leading, place }) => leading && !place && !head.includes(name) && !lines.includes(name));
  return missing(left.names, b) || missing(right.names, a);
}

/** A title without names that say where: they may stand in one of two titles. */
const titleWithout = ({ title }: Features, { names }: PlainPrepared): string =>
  names.reduce((rest, { name, place }) => (place ? rest.replace(name, '') : rest), title);

type Rivals = 'swapped' | 'none' | undefined;

/** Whether two records without a common name are about two places: another name in the same place of like text is the strongest sign. */
function rivalsOf(
  a: Features,
  b: Features,
  left: PlainPrepared,
  right: PlainPrepared,
  body: number,
  model: Model,
): Rivals {
  const likeText = body >= model.thing.swappedBody;
  const { kinds, replaced } = rivalKinds(a.things, b.things, !likeText);
  if (replaced || (likeText && kinds.length > 0) || subjectsSwapped(titleWithout(a, left), titleWithout(b, right)))
    return 'swapped';
  return kinds.length > 0 || otherSites(a.things, b.things) || namesMissing(a, b, left, right) ? 'none' : undefined;
}

/** A name that says what with an agreeing act, a road where the same is said, or much common text. */
function isTied(shared: SharedName | undefined, rivals: Rivals, acts: number, body: number, model: Model): boolean {
  const { anchor } = model.plain;
  if (body >= model.noAnchor.body && rivals === undefined) return true;
  if (!shared || shared.name.rarity < model.noAnchor.thing) return false;
  if (!shared.name.place) return acts >= anchor.acts || body >= anchor.acts;
  return !isArea(shared.name.name) && shared.titles >= 1 && acts >= anchor.placeActs && rivals === undefined;
}

/**
 * Compares two records that name neither unit nor person: the same trouble at the same place is one matter.
 * Facts drawn from free text weigh little. Returns whether a name with an agreeing act, or much common text, ties the two.
 */
export function comparePlain(
  a: Features,
  b: Features,
  left: Prepared,
  right: Prepared,
  epoch: Epoch,
  model: Model,
  verdict: Verdict,
): boolean {
  const { plain } = model;
  const facts: Verdict = { ...verdict, bars: [] };
  compareTopics(a, b, model, facts);
  compareTimes(a, b, model, facts);
  compareAmounts(a, b, epoch, model, facts);
  for (const one of facts.bars)
    verdict.bars.push({ ...one, bits: Math.round(one.bits * plain.factShare[one.bits > 0 ? 0 : 1]) });
  const acts = wordCosine(left.plain.words, right.plain.words);
  const body = compareBodiesOf(left, right, model, verdict);
  const shared = sharedName(left.plain, right.plain, model);
  if (shared) verdict.bars.push(bar('thing', `same${shared.name.place ? 'Place' : ''}`, nameBits(shared, model)));
  compareTitlesOf(left.plain, right.plain, body, model, verdict);
  compareWordsOf(left.plain, right.plain, acts, model, verdict);
  if (divisionsApart(a.divisions, b.divisions)) verdict.bars.push(bar('division', 'apart', plain.divisionsApart));
  const rivals = shared && !shared.name.place ? undefined : rivalsOf(a, b, left.plain, right.plain, body, model);
  if (rivals) verdict.bars.push(bar('thing', rivals, model.thing[rivals]));
  if (rivals === 'swapped') verdict.veto ??= 'OTHER_NAME';
  return isTied(shared, rivals, acts, body, model);
}
