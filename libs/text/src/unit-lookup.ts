import { type AbbreviationModel, UNLEARNED } from './abbreviation.js';
import { AbbreviationIndex } from './abbreviation-index.js';
import { OneEditIndex } from './one-edit.js';
import { canonicalUnit, coreOf, endsLikePlace, readUnitName, tidyUnit, type UnitName } from './unit-forms.js';
import type { UnitEntry, UnitEvent } from './unit-types.js';

/** A body that may be meant, with its bits. */
export interface Hit {
  entry: UnitEntry;
  bits: number;
  method: string;
  former: boolean;
  /** The registered spelling that matched. */
  shown: string;
  /** For a body that only an event names: those that took over. */
  successors?: string[];
}

interface Form {
  entry: UnitEntry;
  bits: number;
  method: string;
  shown: string;
  former: boolean;
  /** The spelling taken apart. */
  written: UnitName;
  validFrom?: string;
  validTo?: string;
  successors?: string[];
}

/** Bits of the rungs of the ladder: log2 of how much likelier the spelling is when the body is meant. */
const BITS = { decided: 16, full: 12, alias: 10, generated: 8, containment: 7, abbreviation: 6, edit: 4 };
/** A division that the registry does not know. */
const UNKNOWN = 'unknown';
const SAME_DIVISION = 3;
const PARENT = 1;
const LEVEL_CONFLICT = -6;
const OUT_OF_TIME = -3;
const SHORT_FORM = -4;
const INNER = /^[\p{Script=Han}]{1,12}(?:科|股|室|办|中心|站|所|队|组|部|窗口|大厅|处|班|公司)?$/u;

type Take = (form: Form, bits: number, method: string) => void;

export interface Said {
  date?: string;
  division?: string;
}

/** Look-up tables over all spellings of the registered bodies. */
export class UnitForms {
  private readonly divisions = new Map<string, string>();
  private readonly exact = new Map<string, Form[]>();
  private readonly canonical = new Map<string, Form[]>();
  private readonly abbreviated: AbbreviationIndex<Form>;
  private readonly nearly = new OneEditIndex<Form>();
  private readonly byId = new Map<string, UnitEntry>();

  constructor(
    entries: readonly UnitEntry[],
    events: readonly UnitEvent[],
    private readonly model: AbbreviationModel = UNLEARNED,
  ) {
    this.abbreviated = new AbbreviationIndex(model);
    for (const entry of entries) {
      this.byId.set(entry.unitId, entry);
      const written =
        /^(?:[\p{Script=Han}]{2,6}?市)?([\p{Script=Han}]{2,6}?(?:自治县|区|县|市|旗))(?=[\p{Script=Han}]{2})/u.exec(
          entry.name,
        )?.[1];
      if (written && !endsLikePlace(written) && !this.divisions.has(written))
        this.divisions.set(written, entry.division.slice(0, 6));
    }
    for (const entry of entries) this.addEntry(entry);
    for (const event of events) this.addFormerBodies(event, entries);
  }

  private put(table: Map<string, Form[]>, key: string, form: Form): void {
    const known = table.get(key);
    if (known) known.push(form);
    else table.set(key, [form]);
  }

  private addSpelling(spelling: string, about: Omit<Form, 'written'>): void {
    const tidy = tidyUnit(spelling);
    const form = { ...about, written: readUnitName(tidy, this.divisions) };
    const { core } = form.written;
    this.put(this.exact, tidy, form);
    // An officer spoke of this spelling and of no other.
    if (form.method === 'decision') return;
    for (const name of new Set([core, tidy])) this.abbreviated.add(name, form);
    this.nearly.add(core, form);
    const generated = {
      ...form,
      bits: Math.min(form.bits, BITS.generated),
      method: form.former ? form.method : 'generated',
    };
    this.put(this.canonical, canonicalUnit(core), generated);
  }

  private addEntry(entry: UnitEntry): void {
    const dated = {
      ...(entry.validFrom ? { validFrom: entry.validFrom } : {}),
      ...(entry.validTo ? { validTo: entry.validTo } : {}),
    };
    const parent = entry.parentId === undefined ? undefined : this.byId.get(entry.parentId);
    const prefix = parent === undefined ? '' : readUnitName(parent.name, this.divisions).core;
    const own = readUnitName(entry.name, this.divisions).core;
    if (prefix !== '' && own.startsWith(prefix) && own.length > prefix.length)
      this.put(this.canonical, canonicalUnit(own.slice(prefix.length)), {
        entry,
        bits: BITS.generated,
        method: 'generated',
        shown: entry.name,
        former: false,
        written: { core: own.slice(prefix.length), level: undefined, former: false },
        ...dated,
      });
    this.addSpelling(entry.name, {
      entry,
      bits: BITS.full,
      method: 'full',
      shown: entry.name,
      former: false,
      ...dated,
    });
    for (const alias of entry.aliases) {
      const former =
        alias.kind === '曾用名' ||
        (alias.decisionId === undefined &&
          alias.validTo !== undefined &&
          alias.validTo !== '' &&
          alias.validTo !== entry.validTo);
      this.addSpelling(alias.alias, {
        entry,
        bits: alias.decisionId ? BITS.decided : BITS.alias,
        method: alias.decisionId ? 'decision' : former ? 'formerName' : 'alias',
        shown: alias.alias,
        former,
        ...(alias.validFrom ? { validFrom: alias.validFrom } : {}),
        ...(alias.validTo ? { validTo: alias.validTo } : {}),
      });
    }
  }

  /** Bodies that no longer stand in the registry but that an event names with their full name. */
  private addFormerBodies(event: UnitEvent, entries: readonly UnitEntry[]): void {
    if (event.type === 'ESTABLISH' || event.type === 'TRANSFER_FUNCTION') return;
    const idOf = (name: string) => (this.byId.has(name) ? name : entries.find((entry) => entry.name === name)?.unitId);
    const successors = event.to.map(idOf).filter((id): id is string => id !== undefined);
    if (successors.length === 0) return;
    for (const name of event.from) {
      if (idOf(name) !== undefined) continue;
      const entry = this.byId.get(successors[0] as string) as UnitEntry;
      this.addSpelling(name, {
        entry,
        bits: BITS.full,
        method: 'formerBody',
        shown: name,
        former: true,
        validTo: event.date,
        successors,
      });
    }
  }

  /** All bodies that `raw` may mean, best first, each once; ties by unit id. */
  find(raw: string, at: Said): Hit[] {
    const name = readUnitName(raw, this.divisions);
    const hits = new Map<string, Hit>();
    const take: Take = (form, bits, method) => {
      const total = this.total(form, bits, name, at);
      if (total === undefined) return;
      const known = hits.get(form.entry.unitId);
      if (!known || known.bits < total)
        hits.set(form.entry.unitId, {
          entry: form.entry,
          bits: total,
          method,
          former: form.former || name.former,
          shown: form.shown,
          ...(form.successors ? { successors: form.successors } : {}),
        });
    };
    for (const form of this.exact.get(tidyUnit(raw).replace(/^原(?=.{2})/u, '')) ?? [])
      take(form, form.bits, form.method);
    const canonical = canonicalUnit(name.core);
    const short = canonical.length <= 2 ? SHORT_FORM : 0;
    for (const form of this.canonical.get(canonical) ?? []) take(form, form.bits + short, form.method);
    if (![...hits.values()].some((hit) => hit.bits >= BITS.generated + SAME_DIVISION)) {
      this.within(name, take);
      this.abbreviations(name, at, take);
      for (const form of this.nearly.find(name.core)) take(form, BITS.edit, 'edit');
    }
    return [...hits.values()].sort((a, b) => b.bits - a.bits || (a.entry.unitId < b.entry.unitId ? -1 : 1));
  }

  /** 区住建局质安站: a body below another, or a room of it. */
  private within(name: UnitName, take: Take): void {
    for (let length = name.core.length - 1; length >= 2; length--) {
      const parents = this.canonical.get(canonicalUnit(coreOf(name.core.slice(0, length))));
      if (!parents) continue;
      const rest = name.core.slice(length);
      const within =
        this.canonical
          .get(canonicalUnit(coreOf(rest)))
          ?.filter((form) => parents.some((parent) => parent.entry.unitId === form.entry.parentId)) ?? [];
      for (const form of within) take(form, form.bits + PARENT, form.method);
      if (within.length === 0 && INNER.test(rest))
        for (const form of parents) take(form, BITS.containment, 'containment');
      break;
    }
  }

  /** An abbreviation counts as far as it is likely to mean the body rather than another one of that place and time, or none of the registry. */
  private abbreviations(name: UnitName, at: Said, take: Take): void {
    const best = new Map<string, { form: Form; odds: number }>();
    for (const { of: form, score } of this.abbreviated.find(name.core)) {
      const around = this.total(form, 0, name, at);
      if (around === undefined) continue;
      const odds = Math.exp(score) * 2 ** around;
      const known = best.get(form.entry.unitId);
      if (!known || odds > known.odds) best.set(form.entry.unitId, { form, odds });
    }
    const none = Math.exp(this.model.floor) * 2 ** SAME_DIVISION;
    const all = [...best.values()].reduce((sum, { odds }) => sum + odds, none);
    for (const { form, odds } of best.values()) take(form, BITS.abbreviation + Math.log2(odds / all), 'abbreviation');
  }

  /** Whether `name` is just a full name of the registry, or one that an officer assigned. */
  isOwnName(name: string): boolean {
    return this.exact.get(tidyUnit(name))?.some(({ method }) => method === 'full' || method === 'decision') === true;
  }

  /** Bits with division, level and time; nothing when the divisions contradict each other. */
  private total(form: Form, bits: number, name: UnitName, at: Said): number | undefined {
    const place = this.placeBits(form, name, at);
    if (place === undefined) return undefined;
    const outOfTime =
      at.date !== undefined &&
      !name.former &&
      ((form.validFrom !== undefined && at.date < form.validFrom) ||
        (form.validTo !== undefined && at.date > form.validTo));
    if (outOfTime && form.method === 'decision') return undefined;
    return bits + place + (outOfTime ? OUT_OF_TIME : 0);
  }

  private placeBits({ entry, written }: Form, name: UnitName, at: Said): number | undefined {
    const own = entry.division.slice(0, 6);
    const said = this.saidDivision(name, at);
    const sender = at.division?.slice(0, 6);
    // A spelling that is registered with just this division or level means its body, whatever division that is listed under.
    const registered = written.division === name.division && written.level === name.level;
    const either = [divisionBits(said, own), divisionBits(sender, own)].filter((bits) => bits !== undefined);
    if (registered && name.division !== undefined) return Math.max(0, ...either);
    if (registered && name.level !== undefined) return either.length > 0 ? Math.max(...either) : undefined;
    const bits = divisionBits(said, own);
    const level = name.level ?? (said === undefined || said === UNKNOWN ? undefined : levelOf(said));
    const countyCity = level === 'city' && this.divisionName(own)?.endsWith('市') === true;
    const conflict = level !== undefined && level !== levelOf(own) && !countyCity;
    return bits === undefined ? undefined : bits + (conflict ? LEVEL_CONFLICT : 0);
  }

  /** The division that the name says; else the sender's own, or the one above it when the name says 市 or 省. */
  private saidDivision({ division, level }: UnitName, at: Said): string | undefined {
    if (division !== undefined) return this.divisions.get(division) ?? UNKNOWN;
    const own = at.division?.slice(0, 6);
    if (own === undefined || (level === 'city' && this.divisionName(own)?.endsWith('市'))) return own;
    if (level === 'city') return `${own.slice(0, 4)}00`;
    return level === 'province' ? `${own.slice(0, 2)}0000` : own;
  }

  private divisionName(code: string): string | undefined {
    for (const [name, own] of this.divisions) if (own === code) return name;
    return undefined;
  }
}

/** Nothing when the divisions contradict each other. */
function divisionBits(said: string | undefined, own: string): number | undefined {
  if (said === undefined) return 0;
  if (said === own) return SAME_DIVISION;
  return said !== UNKNOWN && (isParent(said, own) || isParent(own, said)) ? PARENT : undefined;
}

const isParent = (upper: string, lower: string): boolean =>
  upper !== lower &&
  ((upper.endsWith('0000') && lower.startsWith(upper.slice(0, 2))) ||
    (upper.endsWith('00') && lower.startsWith(upper.slice(0, 4))));

function levelOf(code: string): UnitName['level'] {
  if (code.endsWith('0000')) return 'province';
  return code.endsWith('00') ? 'city' : 'county';
}
