import type { Chance } from './chance.js';
import { table, WORDS } from './words.js';

export interface Official {
  name: string;
  post: string;
  /** Somebody elsewhere bears the name too. */
  namesake: boolean;
}

/** A body of the county as its records may call it. */
export interface OfficeUnit {
  unitId: string;
  name: string;
  kind: string;
  /** Short names, the usual one first. */
  forms: string[];
  /** Names until the day before `until`. */
  former?: { forms: string[]; until: string };
  town?: string;
  village?: string;
  officials: Official[];
}

type Row = Record<string, string>;

/** Registry and roster as an office would load them, and the units behind them. */
export interface Office {
  units: OfficeUnit[];
  tables: { units: Row[]; aliases: Row[]; events: Row[]; roster: Row[] };
}

export const DIVISION = '990101';
const COUNTY = '青禾区';
const VILLAGES = 10;
const NAMESAKES = 0.08;
const SINCE = '2016-01-01';

const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/** Builds the county body by body. */
class Builder {
  readonly office: Office = { units: [], tables: { units: [], aliases: [], events: [], roster: [] } };
  private readonly names: string[] = [];

  constructor(private readonly chance: Chance) {}

  private entry(name: string, forms: readonly string[], more: Row = {}): string {
    const { units } = this.office.tables;
    const unitId = `E-${String(units.length + 1).padStart(4, '0')}`;
    const blank = { uscc: '', category: '', parentId: '', validFrom: '', validTo: '' };
    units.push({ unitId, name, division: DIVISION, ...blank, aliases: forms.join(';'), ...more });
    return unitId;
  }

  add(unit: Omit<OfficeUnit, 'unitId' | 'officials'>, posts: readonly string[], parentId = ''): OfficeUnit {
    const unitId = this.entry(unit.name, unit.forms, { parentId });
    const full: OfficeUnit = { ...unit, unitId, officials: posts.map((post) => this.official(post)) };
    for (const [order, { name, post }] of full.officials.entries())
      this.office.tables.roster.push({
        unitId,
        name,
        post,
        order: String(order + 1),
        isFirstLeader: order === 0 ? '是' : '否',
        rank: '',
        duties: '',
        from: SINCE,
        to: '',
      });
    this.office.units.push(full);
    return full;
  }

  private official(post: string): Official {
    const { chance, names } = this;
    const namesake = names.length > 20 && chance.happens(NAMESAKES);
    const name = namesake ? chance.of(names) : chance.of(WORDS.surnames) + chance.of(WORDS.given);
    names.push(name);
    return { name, post, namesake };
  }

  alias(unitId: string, alias: string, kind: string, validTo = ''): void {
    this.office.tables.aliases.push({ unitId, alias, kind, validFrom: '', validTo });
  }

  /** `former` bodies that were made into `into` on a day. */
  reorganised(into: OfficeUnit, row: Row): void {
    const day = row.changed ?? '';
    const from = [row.former ? [row.former, row.formerShort] : [], row.merged ? [row.merged, row.mergedShort] : []]
      .filter(([name]) => name)
      .map(([name = '', short]) => ({ name: `${COUNTY}${name}`, forms: [`区${short || name}`] }));
    const ids = from.map(({ name, forms }) => this.entry(name, forms, { validTo: dayBefore(day) }));
    if (!row.former) ids.unshift(into.unitId);
    this.office.tables.events.push({
      type: ids.length > 1 ? 'MERGE' : 'RENAME',
      date: day,
      from: ids.join(';'),
      to: into.unitId,
      functions: '',
      note: '机构改革',
    });
    into.former = { forms: from.flatMap(({ name, forms }) => [...forms, name]), until: day };
  }
}

function addBureaus(builder: Builder): void {
  const stations = table('stations');
  for (const row of table('bureaus')) {
    const { kind = '', name = '' } = row;
    const short = row.short || name;
    const bureau = builder.add(
      { name: `${COUNTY}${name}`, kind, forms: [`区${short}`, short] },
      WORDS.posts.bureau as string[],
    );
    builder.alias(bureau.unitId, `中共${COUNTY}${name}党组`, '党组名');
    if (row.changed) builder.reorganised(bureau, row);
    for (const station of stations.filter(({ parent }) => parent === kind)) {
      const forms = [`区${station.short || station.name}`, `区${short}${station.short || station.name}`];
      builder.add(
        { name: `${COUNTY}${station.name}`, kind: 'station', forms },
        WORDS.posts.station as string[],
        bureau.unitId,
      );
    }
  }
}

function addTown(builder: Builder, town: string): void {
  const { posts } = WORDS;
  if (town.endsWith('街道')) {
    const street = { name: `${COUNTY}${town}办事处`, kind: 'street', forms: [`${town}办事处`, town], town };
    builder.add(street, posts.street as string[]);
    return;
  }
  const forms = [`${town}政府`, town, `${town}党委`];
  const parent = builder.add({ name: `${town}人民政府`, kind: 'town', forms, town }, posts.town as string[]);
  for (const head of WORDS.villageHeads.slice(0, VILLAGES)) {
    const village = `${head}村`;
    builder.add(
      { name: `${town}${village}村民委员会`, kind: 'village', forms: [`${town}${village}`], town, village },
      posts.village as string[],
      parent.unitId,
    );
  }
  const school = { name: `${town}中心学校`, kind: 'school', forms: [`${town}中心校`], town };
  builder.add(school, posts.school as string[]);
  const clinic = { name: `${town}中心卫生院`, kind: 'hospital', forms: [`${town}卫生院`], town };
  builder.add(clinic, posts.hospital as string[]);
}

/** A county with `towns` towns and streets. */
export function makeOffice(chance: Chance, towns: number): Office {
  const builder = new Builder(chance);
  addBureaus(builder);
  for (const town of WORDS.towns.slice(0, towns)) addTown(builder, town);
  for (const [names, kind] of [
    [WORDS.schools, 'school'],
    [WORDS.hospitals, 'hospital'],
    [WORDS.soes, 'soe'],
  ] as const)
    for (const name of names)
      builder.add({ name: `${COUNTY}${name}`, kind, forms: [`区${name}`] }, WORDS.posts[kind] as string[]);
  return builder.office;
}
