import { bar, type Verdict } from './compare-facts.js';
import { bitsOf, type Model } from './model.js';
import { indexOf, type Prepared, sharedRarity, wordCosine } from './prepared.js';
import { matchThings, otherSites, rivalKinds } from './things.js';
import type { Epoch, Features, Thing } from './types.js';

/** What the texts share. */
export interface TextVerdict {
  /** Rarity-weighted containment, 0–1. */
  body: number;
  cosine: number;
  /** Bits of the best common name that is no mere place. */
  thing: number;
}

export function compareBodies(a: Prepared, b: Prepared, model: Model, verdict: Verdict, text: TextVerdict): void {
  const { levels, minimumGrams } = model.body;
  if (a.body.grams.length < minimumGrams || b.body.grams.length < minimumGrams) return;
  const least = Math.min(a.body.total, b.body.total);
  text.body = least === 0 ? 0 : sharedRarity(a.body, b.body) / least;
  const level = levels.find(([share]) => text.body >= share);
  if (level) verdict.bars.push(bar('body', `≥${level[0]}`, level[1]));
}

const SUBJECT_HEAD = 1;
const PREDICATE = 4;

/** Two titles with one predicate and two subjects that share no two characters: 检测费未清理/墙改基金未清理. */
export function otherSubject(a: string, b: string): boolean {
  let tail = 0;
  while (tail < a.length && tail < b.length && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const left = a.slice(0, a.length - tail);
  const right = b.slice(0, b.length - tail);
  if (tail < PREDICATE || left.length <= SUBJECT_HEAD || right.length <= SUBJECT_HEAD) return false;
  if (left.includes(' ') || right.includes(' ')) return false;
  for (let at = 0; at + 2 <= left.length; at++) if (right.includes(left.slice(at, at + 2))) return false;
  return true;
}

export function compareTitles(
  a: Features,
  b: Features,
  left: Prepared,
  right: Prepared,
  model: Model,
  verdict: Verdict,
  text: TextVerdict,
): void {
  if (left.title.grams.length === 0 || right.title.grams.length === 0) return;
  if (otherSubject(a.titleCore, b.titleCore)) {
    verdict.bars.push(bar('title', 'otherSubject', model.title.otherSubject));
    return;
  }
  const shared = sharedRarity(left.title, right.title);
  const level = model.title.levels.find(([rarity]) => shared >= rarity);
  if (level)
    verdict.bars.push(bar('title', `≥${level[0] / 100}`, text.body >= 0.4 ? Math.round(level[1] / 2) : level[1]));
  else if (shared === 0) verdict.bars.push(bar('title', 'none', model.title.none));
}

/** Words say the same thing in another order, where grams no longer meet. */
export function compareWords(model: Model, verdict: Verdict, text: TextVerdict): void {
  const level = model.words.levels.find(([cosine]) => text.cosine >= cosine);
  if (level) verdict.bars.push(bar('words', `≥${level[0]}`, level[1]));
}

interface BestName {
  bits: number;
  level: 'same' | 'contained';
  place: boolean;
  /** One of the records is about it. */
  leading: boolean;
}

function nameBits(x: Thing, y: Thing, contained: boolean, epoch: Epoch, model: Model): number {
  const count = Math.max(epoch.things[x.name] ?? 1, epoch.things[y.name] ?? 1);
  const bits = bitsOf(epoch.n0, count, model.thing.min, model.thing.max);
  const share = (contained ? 0.5 : 1) * (x.place && y.place ? model.thing.placeShare : 1);
  return Math.round(bits * share);
}

/**
 * A common name speaks for the pair by its rarity; a place says where and not what.
 * Other names of one kind speak against it, and most of all in otherwise like text, as form letters are.
 */
export function compareThings(
  a: Features,
  b: Features,
  epoch: Epoch,
  model: Model,
  verdict: Verdict,
  text: TextVerdict,
): void {
  let best: BestName | undefined;
  for (const x of a.things)
    for (const y of b.things) {
      const match = matchThings(x, y);
      if (match !== 'same' && match !== 'contained') continue;
      const bits = nameBits(x, y, match === 'contained', epoch, model);
      const place = x.place && y.place;
      if (!best || bits > best.bits)
        best = { bits, level: match, place, leading: x.leading === true || y.leading === true };
      if (!place) text.thing = Math.max(text.thing, bits);
    }
  if (best) verdict.bars.push(bar('thing', `${best.level}${best.place ? 'Place' : ''}`, best.bits));
  if (best && !best.leading && otherSites(a.things, b.things)) {
    // What only the texts have in common may be copied reasoning: two sites are two matters.
    verdict.bars.push(bar('thing', 'otherSite', model.thing.none));
    text.thing = 0;
  }
  const { kinds, replaced } = rivalKinds(a.things, b.things, true);
  if (kinds.length === 0) return;
  if (replaced || text.body >= model.thing.swappedBody) {
    verdict.bars.push(bar('thing', 'swapped', model.thing.swapped));
    verdict.veto ??= 'OTHER_NAME';
    text.thing = 0;
  } else if (!best || best.place) verdict.bars.push(bar('thing', 'none', model.thing.none));
  else if (kinds.includes('PROJECT')) verdict.bars.push(bar('thing', 'otherProject', model.thing.none));
}

export function compareActs(a: Features, b: Features, epoch: Epoch, model: Model, verdict: Verdict): void {
  if (a.acts.length === 0 || b.acts.length === 0) return;
  let rarest = Number.MAX_SAFE_INTEGER;
  for (const act of a.acts) if (b.acts.includes(act)) rarest = Math.min(rarest, epoch.acts[act] ?? 1);
  if (rarest === Number.MAX_SAFE_INTEGER) verdict.bars.push(bar('act', 'none', model.act.none));
  else if (rarest <= model.act.commonShare * epoch.n0) verdict.bars.push(bar('act', 'shared', model.act.shared));
  else verdict.bars.push(bar('act', 'common', model.act.common));
}

/** Prepared sides and what their words share. */
export function preparePair(
  a: Features,
  b: Features,
  epoch: Epoch,
): { left: Prepared; right: Prepared; text: TextVerdict } {
  const index = indexOf(epoch);
  const left = index.of(a);
  const right = index.of(b);
  return { left, right, text: { body: 0, cosine: wordCosine(left.words, right.words), thing: 0 } };
}
