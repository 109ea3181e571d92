import type { Chance } from './chance.js';
import type { Family, Style } from './families.js';
import type { Office, OfficeUnit, Official } from './office.js';
import { THINGS, WORDS } from './words.js';

/** What makes a record or a matter hard; each is counted in the report. */
export const DIFFICULTIES = [
  'forwarded',
  'retyped',
  'massCopy',
  'repeat',
  'formLetter',
  'namesake',
  'sameOfficial',
  'sameThing',
  'alias',
  'reorganised',
  'masked',
  'partialDate',
  'wrongDate',
  'roundedAmount',
  'splitAmount',
  'typo',
  'homophone',
  'emptyField',
  'noUnit',
] as const;
export type Difficulty = (typeof DIFFICULTIES)[number];

/** When it happened: a month, a year, or years from–to. */
export interface When {
  year: number;
  month?: number;
  toYear?: number;
}

/** The facts that all records of a matter allege. */
export interface Matter {
  id: string;
  family: Family;
  unit: OfficeUnit;
  official: Official;
  thing: string;
  firm: string;
  when: When;
  yuan: number;
  how: Record<Style, string>[];
  /** Seed of the first writer's hand: two matters with one seed are one form letter about two places. */
  voice: number;
  hard: Difficulty[];
}

const FACTS = 3;
const FIRST_YEAR = 2017;
const YEARS = 7;

const kindsOf = (unit: OfficeUnit): string[] =>
  ['town', 'street', 'village', 'school', 'hospital', 'soe', 'station'].includes(unit.kind)
    ? [unit.kind]
    : [unit.kind, 'bureau'];

const fits = (family: Family, unit: OfficeUnit): boolean => kindsOf(unit).some((kind) => family.units.includes(kind));

function whenOf(chance: Chance): When {
  const year = FIRST_YEAR + chance.below(YEARS);
  const kind = chance.next();
  if (kind < 0.7) return { year, month: 1 + chance.below(12) };
  return kind < 0.85 ? { year } : { year, toYear: Math.min(FIRST_YEAR + YEARS - 1, year + 1 + chance.below(2)) };
}

/** A sum of three or four figures inside the range, seldom a round one. */
function sumOf(chance: Chance, [low, high]: [number, number]): number {
  const raw = low * (high / low) ** chance.next();
  const places = chance.happens(0.2) ? 1 : chance.happens(0.5) ? 3 : 4;
  const unit = 10 ** Math.max(2, Math.floor(Math.log10(raw)) + 1 - places);
  return Math.max(unit, Math.round(raw / unit) * unit);
}

const named = (chance: Chance, pattern: string): string =>
  pattern.replace('{a}', chance.of(WORDS.syllablesA)).replace('{b}', chance.of(WORDS.syllablesB));

function thingOf(chance: Chance, { thing }: Family, unit: OfficeUnit): string {
  const patterns = THINGS.get(thing) ?? [];
  if (patterns.length === 0) return '';
  return named(chance, chance.of(patterns))
    .replace('{village}', unit.village ?? `${chance.of(WORDS.villageHeads)}村`)
    .replace('{town}', unit.town ?? chance.of(WORDS.towns));
}

/** Draws matters of one county, some of them near to an earlier one. */
export class MatterSource {
  private readonly made: Matter[] = [];
  private readonly byFamily = new Map<string, OfficeUnit[]>();
  private readonly namesakes: [OfficeUnit, Official][];

  constructor(
    private readonly chance: Chance,
    office: Office,
    private readonly families: readonly Family[],
  ) {
    for (const family of families)
      this.byFamily.set(
        family.id,
        office.units.filter((unit) => fits(family, unit)),
      );
    this.namesakes = office.units.flatMap((unit) =>
      unit.officials.filter(({ namesake }) => namesake).map((official): [OfficeUnit, Official] => [unit, official]),
    );
  }

  next(): Matter {
    const { chance } = this;
    const roll = chance.next();
    const earlier = this.made.length > 0 ? chance.of(this.made) : undefined;
    const matter =
      (earlier && roll < 0.06 && this.otherPlace(earlier)) ||
      (earlier && roll < 0.14 && this.sameOfficial(earlier)) ||
      (earlier && roll < 0.2 && this.sameThing(earlier)) ||
      (roll < 0.26 && this.namesake()) ||
      this.fresh(chance.of(this.families));
    this.made.push(matter);
    return matter;
  }

  private fresh(family: Family, given: Partial<Matter> = {}): Matter {
    const { chance } = this;
    const unit = given.unit ?? chance.of(this.byFamily.get(family.id) as OfficeUnit[]);
    return {
      id: `m${this.made.length}`,
      family,
      unit,
      official: chance.of(unit.officials),
      thing: thingOf(chance, family, unit),
      firm: named(chance, chance.of(WORDS.firmPatterns)),
      when: whenOf(chance),
      yuan: sumOf(chance, family.sum),
      how: chance.shuffled(family.how).slice(0, FACTS),
      voice: chance.below(2 ** 31),
      hard: [],
      ...given,
    };
  }

  private familyFor(unit: OfficeUnit, wanted: (family: Family) => boolean): Family | undefined {
    const families = this.families.filter((family) => fits(family, unit) && wanted(family));
    return families.length > 0 ? this.chance.of(families) : undefined;
  }

  /** The same letter about another place. */
  private otherPlace({ family, how, voice, unit }: Matter): Matter | undefined {
    const others = (this.byFamily.get(family.id) as OfficeUnit[]).filter((other) => other !== unit);
    if (others.length === 0) return undefined;
    return this.fresh(family, { unit: this.chance.of(others), how, voice, hard: ['formLetter'] });
  }

  private sameOfficial({ unit, official, family }: Matter): Matter | undefined {
    const other = this.familyFor(unit, ({ id }) => id !== family.id);
    return other && this.fresh(other, { unit, official, hard: ['sameOfficial'] });
  }

  private sameThing({ unit, thing, family }: Matter): Matter | undefined {
    if (thing === '') return undefined;
    const other = this.familyFor(unit, ({ id, thing: kind }) => id !== family.id && kind === family.thing);
    return other && this.fresh(other, { unit, thing, hard: ['sameThing'] });
  }

  private namesake(): Matter | undefined {
    if (this.namesakes.length === 0) return undefined;
    const [unit, official] = this.chance.of(this.namesakes);
    const family = this.familyFor(unit, () => true);
    return family && this.fresh(family, { unit, official, hard: ['namesake'] });
  }
}
