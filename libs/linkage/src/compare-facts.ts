import { amountKey } from './epoch.js';
import { bitsOf, type Model } from './model.js';
import type { Bar, Epoch, Features, PersonFeature } from './types.js';

/** What agrees and what contradicts, beside the bits. */
export interface Verdict {
  bars: Bar[];
  unit?: 'same' | 'related' | 'different';
  person?: 'same' | 'homophone' | 'masked' | 'other';
  number: boolean;
  contract: boolean;
  timeAgrees: boolean;
  timeApart: boolean;
  amount?: 'agrees' | 'differs';
  veto?: string;
}

export const bar = (field: string, level: string, bits: number): Bar => ({
  field,
  level,
  bits,
  ruleId: `L5.${field}.${level}`,
});

export function shares(a: readonly string[], b: readonly string[]): boolean {
  for (const value of a) if (b.includes(value)) return true;
  return false;
}

/** How the units of two records stand to each other; nothing where one side has none. */
export function unitRelation(a: Features, b: Features): Verdict['unit'] {
  if (a.units.length === 0 || b.units.length === 0) return undefined;
  if (shares(a.units, b.units)) return 'same';
  return shares(a.unitParents, b.units) || shares(b.unitParents, a.units) ? 'related' : 'different';
}

export function compareUnits(a: Features, b: Features, epoch: Epoch, model: Model, verdict: Verdict): void {
  const { unit } = model;
  verdict.unit = unitRelation(a, b);
  if (verdict.unit === 'same') {
    let rarest = Number.MAX_SAFE_INTEGER;
    for (const id of a.units) if (b.units.includes(id)) rarest = Math.min(rarest, epoch.units[id] ?? 0);
    const share = (rarest + 1) / (epoch.contents + model.background.units);
    verdict.bars.push(bar('unit', 'same', bitsOf(unit.share, share, unit.min, unit.max)));
  } else if (verdict.unit === 'related') verdict.bars.push(bar('unit', 'related', unit.related));
  else if (verdict.unit === 'different') {
    verdict.bars.push(bar('unit', 'different', unit.different));
    if (a.usccs.length > 0 && b.usccs.length > 0 && !shares(a.usccs, b.usccs)) verdict.veto = 'USCC';
  }
}

export type PersonLevel = 'same' | 'homophone' | 'maskedSame' | 'maskedOther' | 'sameSurname' | 'different';

/** How two persons stand to each other, names and roster only. */
export function personLevel(a: PersonFeature, b: PersonFeature): PersonLevel {
  if (a.rosterPersonId && b.rosterPersonId) return a.rosterPersonId === b.rosterPersonId ? 'same' : 'different';
  if (a.masked || b.masked) return a.name[0] === b.name[0] ? 'maskedSame' : 'maskedOther';
  if (a.name === b.name) return 'same';
  if (a.pinyin === b.pinyin && a.name.length > 2) return 'homophone';
  return a.name[0] === b.name[0] ? 'sameSurname' : 'different';
}

function personBits(
  level: PersonLevel,
  a: PersonFeature,
  b: PersonFeature,
  sameUnit: boolean,
  epoch: Epoch,
  model: Model,
): number {
  const { person } = model;
  if (level !== 'same' && level !== 'homophone') return person[level];
  const count = Math.max(epoch.names[a.name] ?? 0, epoch.names[b.name] ?? 0);
  const full = bitsOf(person.share, (count + 1) / (epoch.contents + model.background.names), person.min, person.max);
  const capped = sameUnit ? Math.min(full, person.withinUnit) : full;
  return level === 'same' ? capped : capped + person.homophone;
}

export function comparePersons(a: Features, b: Features, epoch: Epoch, model: Model, verdict: Verdict): void {
  if (a.persons.length === 0 || b.persons.length === 0) return;
  let best: PersonLevel | undefined;
  let bits = 0;
  for (const left of a.persons)
    for (const right of b.persons) {
      const level = personLevel(left, right);
      const value = personBits(level, left, right, verdict.unit === 'same', epoch, model);
      if (best === undefined || value > bits) {
        best = level;
        bits = value;
      }
      if (a.department === b.department && left.idHash && right.idHash)
        compareIdHashes(left.idHash === right.idHash, a, b, model, verdict);
    }
  if (best === undefined) return;
  verdict.person = best === 'same' || best === 'homophone' ? best : best === 'maskedSame' ? 'masked' : 'other';
  verdict.bars.push(bar('person', best, bits));
  const unmatched = Math.max(a.persons.length, b.persons.length) - 1;
  if (unmatched > 0)
    verdict.bars.push(
      bar('person', 'unmatched', Math.max(model.person.unmatchedMax, unmatched * model.person.unmatched)),
    );
}

function compareIdHashes(same: boolean, a: Features, b: Features, model: Model, verdict: Verdict): void {
  if (verdict.bars.some(({ field }) => field === 'idHash')) return;
  if (same) verdict.bars.push(bar('idHash', 'same', model.idHash.same));
  else if (a.persons.length === 1 && b.persons.length === 1) {
    verdict.bars.push(bar('idHash', 'different', model.idHash.different));
    verdict.veto = 'ID_NUMBER';
  }
}

export function compareNumbers(a: Features, b: Features, model: Model, verdict: Verdict): void {
  const own = a.numbers.some((number) => b.numbers.some((other) => sameRecordNumber(number, other, a, b)));
  const referred =
    a.refs.some((ref) => b.numbers.some(({ norm }) => norm === ref.norm)) ||
    b.refs.some((ref) => a.numbers.some(({ norm }) => norm === ref.norm));
  if (own || referred) {
    verdict.number = true;
    verdict.bars.push(bar('number', 'same', model.number.same));
  } else if (a.quotes.includes(b.title) || b.quotes.includes(a.title)) {
    verdict.number = true;
    verdict.bars.push(bar('number', 'quoted', model.number.same));
  } else if (shares(a.papers, b.papers)) verdict.bars.push(bar('number', 'report', model.number.report));
  if (a.contractNo && b.contractNo) {
    verdict.contract = a.contractNo === b.contractNo;
    verdict.bars.push(
      verdict.contract
        ? bar('contract', 'same', model.number.same)
        : bar('contract', 'different', model.number.different),
    );
  }
}

type Numbered = Features['numbers'][number];

/** One transfer letter of an audit holds several problems, so between two audit records it ties nothing. */
export function sameRecordNumber(x: Numbered, y: Numbered, a: Features, b: Features): boolean {
  if (x.kind !== y.kind || x.norm !== y.norm) return false;
  return !(x.kind === 'AUDIT_TRANSFER' && a.department === 'AUD' && b.department === 'AUD');
}

const UNKNOWN_DOMAIN = 'D99';

/** Domain and discipline hang together: only the stronger one counts. */
export function compareTopics(a: Features, b: Features, model: Model, verdict: Verdict): void {
  const domainKnown = a.domain !== UNKNOWN_DOMAIN && b.domain !== UNKNOWN_DOMAIN && a.domain !== '' && b.domain !== '';
  const disciplineKnown = a.disciplines.length > 0 && b.disciplines.length > 0;
  if (!domainKnown && !disciplineKnown) return;
  const same = (domainKnown && a.domain === b.domain) || (disciplineKnown && shares(a.disciplines, b.disciplines));
  verdict.bars.push(same ? bar('topic', 'same', model.topic.same) : bar('topic', 'other', model.topic.other));
}

const MONTH = 31;
const YEAR = 366;
const NEAR = 20;

export function compareTimes(a: Features, b: Features, model: Model, verdict: Verdict): void {
  const x = a.time;
  const y = b.time;
  if (!x || !y) return;
  const gap = Math.max(x.from, y.from) - Math.min(x.to, y.to);
  const lengthX = x.to - x.from + 1;
  const lengthY = y.to - y.from + 1;
  const fine = lengthX <= MONTH && lengthY <= MONTH;
  let level: keyof Model['time'] | undefined;
  if (gap <= 0) {
    if (fine) level = 'month';
    else if (x.from === y.from && x.to === y.to && lengthX > YEAR && lengthX <= 4 * YEAR) level = 'range';
    else if (lengthX <= 3 * YEAR && lengthY <= 3 * YEAR) level = 'year';
  } else if (fine && gap <= NEAR) level = 'near';
  else if (gap <= 90) level = 'quarterApart';
  else level = gap <= YEAR ? 'withinYear' : 'apart';
  if (!level) return;
  verdict.timeAgrees = level === 'month' || level === 'near';
  verdict.timeApart = level === 'apart';
  verdict.bars.push(bar('time', level, model.time[level]));
}

/** Places of a whole number without the noughts at its end; 0 has none. */
function figures(fen: number): number {
  let rest = fen;
  while (rest !== 0 && rest % 10 === 0) rest /= 10;
  return rest === 0 ? 0 : rest.toString().length;
}

const isRound = (fen: number): boolean => figures(fen) <= 2;

/** A figure of three or more places that nobody called approximate. */
const isExact = (amount: { min: number; max?: number; approx: boolean }): boolean =>
  !amount.approx && amount.min === amount.max && figures(amount.min) > 2;

type AmountLevel = 'exact' | 'round' | 'rounded' | 'within10' | 'within20' | 'close' | 'different';

/** True where the coarser figure is the other one rounded: 128万 of 128.6万. */
function rounds(x: number, y: number): boolean {
  const [coarse, fine] = figures(x) <= figures(y) ? [x, y] : [y, x];
  return Math.abs(coarse - fine) < 10 ** (coarse.toString().length - figures(coarse));
}

/** Widest range that a rounded figure stands for: 近56万 is 55万 to 56万. */
const NARROW = 1.25;
/** Nobody rounds a sum to less than two thirds or more than half as much again. */
const NO_ROUNDING = 1.5;

type Range = NonNullable<Features['amount']>;

const widthOf = ({ min, max = min }: Range): number => max / Math.max(1, min);
/** How far two ranges lie apart; at most 1 where they meet. */
const ratioOf = (x: Range, y: Range): number =>
  Math.max(x.min, y.min) / Math.max(1, Math.min(x.max ?? Number.POSITIVE_INFINITY, y.max ?? Number.POSITIVE_INFINITY));

/** Level of two amounts: two exact figures that are near each other are two figures; nothing where an open end leaves it undecided. */
export function amountLevel(a: Features, b: Features): AmountLevel | undefined {
  const x = a.amount;
  const y = b.amount;
  if (!x || !y) return undefined;
  if (x.max === undefined || y.max === undefined) {
    const contradicted = (x.max !== undefined && x.max < y.min) || (y.max !== undefined && y.max < x.min);
    return contradicted ? 'different' : undefined;
  }
  if (x.min === y.min && x.max === y.max) return isRound(x.max) ? 'round' : 'exact';
  const ratio = ratioOf(x, y);
  if (x.min <= y.max && y.min <= x.max) return Math.max(widthOf(x), widthOf(y)) <= NARROW ? 'rounded' : 'within10';
  if (isExact(x) && isExact(y) && !rounds(x.max, y.max)) return ratio <= 1.1 ? 'close' : 'different';
  if (ratio <= 1.1) return rounds(x.max, y.max) ? 'rounded' : 'within10';
  return ratio <= 1.2 ? 'within20' : 'different';
}

export function compareAmounts(a: Features, b: Features, epoch: Epoch, model: Model, verdict: Verdict): void {
  const level = amountLevel(a, b);
  if (!level || !a.amount || !b.amount) return;
  const count = Math.max(epoch.amounts[amountKey(a.amount)] ?? 0, epoch.amounts[amountKey(b.amount)] ?? 0);
  let bits = model.amount[level];
  if (level === 'exact') bits = bitsOf(0.9 * epoch.n0, 4 * (count + 1), model.amount.exactMin, model.amount.exact);
  const vague = a.amount.approx || b.amount.approx;
  const explained = level === 'different' ? ratioOf(a.amount, b.amount) <= NO_ROUNDING : level !== 'rounded';
  if (vague && explained) bits = Math.round(bits / 2);
  // Other years and another sum: the same official did it twice, or two did it. That is for an officer to say.
  if (level === 'different' && verdict.timeApart) verdict.veto ??= 'OTHER_FACTS';
  verdict.amount = level === 'different' ? 'differs' : level === 'within20' || level === 'close' ? undefined : 'agrees';
  verdict.bars.push(bar('amount', level, bits));
}
