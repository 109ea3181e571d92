import { Chance } from './chance.js';
import { FAMILIES, type FamilyUse, type Style } from './families.js';
import { type DepartmentName, type Fields, LAYOUTS, type Paper, type Written } from './layouts.js';
import { DIFFICULTIES, type Difficulty, type Matter, MatterSource } from './matter.js';
import { makeOffice, type Office } from './office.js';
import { copiedNumber, retyped, type Telling, tell } from './wording.js';

/** What a record is in truth. */
export interface Truth {
  matter: string;
  /** One letter or transfer, by however many doors it came. */
  origin: string;
  /** Unit that the record names; absent where it names none. */
  unitId?: string;
  family: string;
  hard: Difficulty[];
}

export interface GeneratedRecord {
  department: DepartmentName;
  sourceRecordId: string;
  fields: Fields;
  truth: Truth;
}

export interface Generated {
  office: Office;
  records: GeneratedRecord[];
  /** Share of the records that each difficulty touches. */
  difficulties: Record<Difficulty, number>;
}

/** Days from the facts to the first letter, and from door to door. */
const FIRST_DAYS = 600;
const NEXT_DAYS = 25;
const LAST_DAY = Date.parse('2024-06-28T00:00:00Z');
const DAY = 86_400_000;
const TOWNS = { least: 6, most: 24, records: 800 };

type Layout = keyof typeof LAYOUTS;

/** Who writes of a matter first in each style. */
const DOORS: Record<Style, readonly Layout[]> = {
  formal: ['auditProblem', 'auditProblem', 'auditProblem', 'finding', 'caseRecord', 'ledger'],
  letter: ['letter', 'letter', 'petitionLetter'],
  plain: ['petitionLetter', 'petitionLetter', 'letter'],
};

/** Independent origins of a matter. */
const ORIGINS = [1, 1, 1, 1, 1, 1, 2, 2, 2, 3];
const HOT = 0.01;

class Records {
  readonly all: GeneratedRecord[] = [];
  private origin = 0;

  constructor(
    private readonly chance: Chance,
    private readonly count: number,
  ) {}

  get full(): boolean {
    return this.all.length >= this.count;
  }

  matter(matter: Matter): void {
    const { chance } = this;
    const origins = chance.happens(HOT) ? 4 + chance.below(5) : chance.of(ORIGINS);
    const styles = chance.shuffled<Style>(['formal', 'letter', 'plain']);
    if (matter.hard.includes('formLetter')) styles.sort((x) => (x === 'letter' ? -1 : 1));
    for (let at = 0; at < origins && !this.full; at++) {
      // Further voices on a hot matter are people's.
      const style = styles[at] ?? chance.of<Style>(['letter', 'plain']);
      this.fromOrigin(matter, style, at === 0 ? new Chance(matter.voice) : chance);
    }
  }

  private day(matter: Matter): number {
    const { toYear, year, month = 12 } = matter.when;
    const end = Date.UTC(toYear ?? year, toYear === undefined ? month : 12, 1);
    return Math.min(LAST_DAY, end + (20 + this.chance.below(FIRST_DAYS)) * DAY);
  }

  private fromOrigin(matter: Matter, style: Style, voice: Chance): void {
    const { chance } = this;
    const origin = `o${this.origin++}`;
    const door = chance.of(DOORS[style]);
    const noUnit = door === 'petitionLetter' && matter.thing !== '' && chance.happens(0.15);
    const telling = tell(voice, matter, style, { noUnit });
    const day = this.day(matter);
    const sendsOn = !noUnit && chance.happens(0.35);
    const forwardNo = sendsOn ? this.forwardNo(door, day) : undefined;
    const first = this.write(door, matter, origin, telling, day, forwardNo ? { forwardNo } : {});
    if (!first) return;
    if (sendsOn) this.chain(matter, origin, telling, first, day, forwardNo);
    if (style !== 'formal' && chance.happens(0.05)) this.copies(matter, origin, telling, day);
    if (style !== 'formal' && chance.happens(0.06)) this.repeat(matter, origin, telling, first, door, day);
  }

  private forwardNo(door: Layout, day: number): string | undefined {
    const year = new Date(day).getUTCFullYear();
    const serial = this.all.length + 1;
    if (door === 'auditProblem') return `青审移〔${year}〕${serial}号`;
    if (door === 'caseRecord') return `青检移〔${year}〕${serial}号`;
    return door === 'petitionLetter' ? `青信转〔${year}〕${serial}号` : undefined;
  }

  private write(
    layout: Layout,
    matter: Matter,
    origin: string,
    telling: Telling,
    day: number,
    paper: Partial<Paper>,
  ): Written | undefined {
    if (this.full) return undefined;
    const received = new Date(Math.min(day, LAST_DAY)).toISOString().slice(0, 10);
    const hard = new Set([...telling.hard, ...matter.hard]);
    const own: Telling = { ...telling, hard };
    const written = LAYOUTS[layout](this.chance, matter, own, { serial: this.all.length + 1, received, ...paper });
    this.all.push({
      ...written,
      truth: {
        matter: matter.id,
        origin,
        ...(telling.unit === '' ? {} : { unitId: matter.unit.unitId }),
        family: matter.family.id,
        hard: DIFFICULTIES.filter((difficulty) => hard.has(difficulty)),
      },
    });
    return written;
  }

  /** On from door to door: petition office → discipline → case management, audit or procuratorate → case management. */
  private chain(
    matter: Matter,
    origin: string,
    telling: Telling,
    first: Written,
    day: number,
    forwardNo?: string,
  ): void {
    const { chance } = this;
    let from = first;
    let number = chance.happens(0.5) ? (forwardNo ?? from.sourceRecordId) : from.sourceRecordId;
    let at = day;
    if (first.department === 'petition') {
      at += (3 + chance.below(NEXT_DAYS)) * DAY;
      const next = this.passOn('letter', matter, origin, telling, number, '区信访局', at);
      if (!next || !chance.happens(0.5)) return;
      from = next;
      number = next.sourceRecordId;
    }
    const senders = { audit: '区审计局', procuratorate: '区检察院' } as Record<string, string>;
    const sender = senders[from.department] ?? '区纪委信访室';
    if (senders[from.department]) number = forwardNo ?? number;
    if (from.department === 'case-management') return;
    this.passOn('ledger', matter, origin, telling, number, sender, at + (3 + chance.below(NEXT_DAYS)) * DAY);
  }

  /** The next office types the letter again, or sums it up under its number. */
  private passOn(
    layout: Layout,
    matter: Matter,
    origin: string,
    telling: Telling,
    number: string,
    incomingFrom: string,
    day: number,
  ): Written | undefined {
    const { chance } = this;
    const summed = chance.happens(0.3);
    const next = summed ? tell(chance, matter, 'formal', { summed }) : { ...telling, hard: new Set(telling.hard) };
    next.hard.add('forwarded');
    if (!summed) {
      next.text = retyped(chance, next.text, 80, next.hard);
      next.hard.add('retyped');
    }
    const numbered = summed || chance.happens(0.8);
    const paper = numbered ? { incomingNo: copiedNumber(chance, number), incomingFrom } : { incomingFrom };
    return this.write(layout, matter, origin, next, day, paper);
  }

  /** One letter to many addressees. */
  private copies(matter: Matter, origin: string, telling: Telling, day: number): void {
    const { chance } = this;
    for (let left = 1 + chance.below(8); left > 0; left--) {
      const hard = new Set(telling.hard).add('massCopy');
      const text = chance.happens(0.5) ? telling.text : retyped(chance, telling.text, 90, hard);
      const layout = telling.unit === '' ? 'petitionLetter' : chance.of(['letter', 'petitionLetter'] as const);
      this.write(layout, matter, origin, { ...telling, text, hard }, day + chance.below(NEXT_DAYS) * DAY, {});
    }
  }

  /** The same writer asks again what became of the letter. */
  private repeat(matter: Matter, origin: string, telling: Telling, first: Written, door: Layout, day: number): void {
    const hard = new Set(telling.hard).add('repeat');
    const text = `${telling.text}上次反映后一直没有答复，现再次反映。`;
    const again = day + (60 + this.chance.below(200)) * DAY;
    this.write(door, matter, origin, { ...telling, text, hard }, again, { first: first.sourceRecordId });
  }
}

/**
 * `count` records of five departments about one fictitious county, with what they are in truth. The same numbers give the same set.
 * The generator knows the departments' layouts and how people write; it knows nothing of how records are compared.
 */
export function generate(count: number, seed: number, use: FamilyUse): Generated {
  const chance = new Chance(seed);
  const towns = Math.max(TOWNS.least, Math.min(TOWNS.most, Math.round(count / TOWNS.records)));
  const office = makeOffice(chance, towns);
  const families = FAMILIES.filter((family) => family.use === use);
  const source = new MatterSource(chance, office, families);
  const records = new Records(chance, count);
  while (!records.full) records.matter(source.next());
  const share = (difficulty: Difficulty): number =>
    records.all.filter(({ truth }) => truth.hard.includes(difficulty)).length / count;
  const difficulties = Object.fromEntries(DIFFICULTIES.map((each) => [each, share(each)])) as Record<
    Difficulty,
    number
  >;
  return { office, records: records.all, difficulties };
}
