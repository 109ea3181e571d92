import { distance } from 'fastest-levenshtein';
import { canonicalUnit, coreOf, isAbbreviation, readUnitName, tidyUnit, type UnitName } from './unit-forms.js';
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
  validFrom?: string;
  validTo?: string;
  successors?: string[];
}

/** Bits of the rungs of the ladder: log2 of how much likelier the spelling is when the body is meant. */
const BITS = { full: 12, alias: 10, generated: 8, containment: 7, subsequence: 5, edit: 4 };
const SAME_DIVISION = 3;
const PARENT = 1;
const LEVEL_CONFLICT = -6;
const OUT_OF_TIME = -3;
const SHORT_FORM = -4;
const INNER = /^[\p{Script=Han}]{1,12}(?:科|股|室|办|中心|站|所|队|组|部|窗口|大厅|处|班|公司)?$/u;

export interface Said {
  date?: string;
  division?: string;
}

/** Look-up tables over all spellings of the registered bodies. */
export class UnitForms {
  private readonly divisions = new Map<string, string>();
  private readonly exact = new Map<string, Form[]>();
  private readonly canonical = new Map<string, Form[]>();
  private readonly cores: { form: Form; core: string }[] = [];
  private readonly byId = new Map<string, UnitEntry>();

  constructor(entries: readonly UnitEntry[], events: readonly UnitEvent[]) {
    for (const entry of entries) {
      this.byId.set(entry.unitId, entry);
      const written =
        /^(?:[\p{Script=Han}]{2,6}?市)?([\p{Script=Han}]{2,6}?(?:自治县|区|县|市|旗))(?=[\p{Script=Han}]{2})/u.exec(
          entry.name,
        )?.[1];
      if (written && !/(?:社区|园区|小区|开发区|新区)$/u.test(written) && !this.divisions.has(written))
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

  private addSpelling(spelling: string, form: Form): void {
    const tidy = tidyUnit(spelling);
    this.put(this.exact, tidy, form);
    const { core } = readUnitName(tidy, this.divisions);
    this.cores.push({ form, core });
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
        (alias.validTo !== undefined && alias.validTo !== '' && alias.validTo !== entry.validTo);
      this.addSpelling(alias.alias, {
        entry,
        bits: BITS.alias,
        method: former ? 'formerName' : 'alias',
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
    const take = (form: Form, bits: number, method: string) => {
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
    if (hits.size === 0 || Math.max(...[...hits.values()].map((hit) => hit.bits)) < BITS.generated + SAME_DIVISION)
      this.loose(name, take);
    return [...hits.values()].sort((a, b) => b.bits - a.bits || (a.entry.unitId < b.entry.unitId ? -1 : 1));
  }

  private loose(name: UnitName, take: (form: Form, bits: number, method: string) => void): void {
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
    for (const { form, core } of this.cores) {
      if (isAbbreviation(name.core, core)) take(form, BITS.subsequence, 'subsequence');
      else if (
        name.core.length >= 5 &&
        core.length >= 5 &&
        Math.abs(core.length - name.core.length) <= 1 &&
        distance(core, name.core) === 1
      )
        take(form, BITS.edit, 'edit');
    }
  }

  /** Bits with division, level and time; nothing when the divisions contradict each other. */
  private total(form: Form, bits: number, name: UnitName, at: Said): number | undefined {
    const own = form.entry.division.slice(0, 6);
    const said =
      name.division === undefined ? at.division?.slice(0, 6) : (this.divisions.get(name.division) ?? 'unknown');
    let total = bits;
    if (said !== undefined) {
      if (said === own) total += SAME_DIVISION;
      else if (said !== 'unknown' && (isParent(said, own) || isParent(own, said))) total += PARENT;
      else return undefined;
    }
    const level = name.level ?? (said === undefined || said === 'unknown' ? undefined : levelOf(said));
    const countyCity = level === 'city' && this.divisionName(own)?.endsWith('市') === true;
    if (level !== undefined && level !== levelOf(own) && !countyCity) total += LEVEL_CONFLICT;
    if (
      at.date !== undefined &&
      !name.former &&
      ((form.validFrom !== undefined && at.date < form.validFrom) ||
        (form.validTo !== undefined && at.date > form.validTo))
    )
      total += OUT_OF_TIME;
    return total;
  }

  private divisionName(code: string): string | undefined {
    for (const [name, own] of this.divisions) if (own === code) return name;
    return undefined;
  }
}

const isParent = (upper: string, lower: string): boolean =>
  upper !== lower &&
  ((upper.endsWith('0000') && lower.startsWith(upper.slice(0, 2))) ||
    (upper.endsWith('00') && lower.startsWith(upper.slice(0, 4))));

function levelOf(code: string): UnitName['level'] {
  if (code.endsWith('0000')) return 'province';
  return code.endsWith('00') ? 'city' : 'county';
}
