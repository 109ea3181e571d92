import type { AbbreviationModel } from './abbreviation.js';
import { checkUscc } from './identity-number.js';
import { type Hit, UnitForms } from './unit-lookup.js';
import { Successors } from './unit-successors.js';
import type { UnitEntry, UnitEvent, UnitMatch } from './unit-types.js';

export type { UnitEntry, UnitEvent, UnitMatch } from './unit-types.js';

/** Least bits of an accepted body, and how far it has to be ahead of the next one. */
const ACCEPT_BITS = 8;
const AHEAD_BITS = 3;
const SHOWN_CANDIDATES = 5;
const CACHE_SIZE = 20_000;

const METHOD_TEXT: Record<string, string> = {
  full: '与单位全称一致',
  alias: '与登记的别名一致',
  decision: '由人工确认',
  formerName: '与曾用名一致',
  formerBody: '为机构改革前的单位',
  generated: '为规范简称',
  containment: '为该单位内设或下属机构',
  abbreviation: '为该单位名称的缩略',
  edit: '与单位名称仅一字之差',
};
const TOO_WIDE =
  /^(?:(?:[\p{Script=Han}]{0,6}(?:区|县|市))?(?:区委区政府|县委县政府|市委市政府|区政府|县政府|市政府|人民政府|政府|区委|县委|市委|党委|党委政府)|(?:有关|相关|上级|当地|主管)(?:部门|单位|领导)|村委会|居委会|管委会|街道办|街道|镇政府|乡政府|社区|学校|医院|公司|单位|领导|部门)$/u;

/** Where and when something was said. */
export interface Occasion {
  date?: string;
  division?: string;
  uscc?: string;
  targets?: ReadonlySet<string>;
}

/**
 * Registry of bodies with their dated names. Finds the body a text means by a fixed ladder: credit code, full name, alias,
 * generated form, abbreviation, one edit; each rung has its bits, and a doubtful name gets candidates, never a guess.
 */
export class UnitIndex {
  private readonly forms: UnitForms;
  private readonly successors: Successors;
  private readonly byUscc = new Map<string, UnitEntry>();
  private readonly cache = new Map<string, UnitMatch>();

  /** `model`: how names are shortened here, where that was learned. */
  constructor(entries: UnitEntry[], events: UnitEvent[] = [], model?: AbbreviationModel) {
    this.forms = new UnitForms(entries, events, model);
    this.successors = new Successors(entries, events);
    for (const entry of entries) if (entry.uscc) this.byUscc.set(entry.uscc.toUpperCase(), entry);
  }

  /** The body that `raw` means, said on `at.date` by somebody of `at.division`. Unsure: no `unitId`, up to five candidates. */
  resolve(raw: string, at: Occasion): UnitMatch {
    if (at.targets !== undefined && at.targets.size > 0) return this.decide(raw, at);
    const key = `${raw}\u001f${at.date ?? ''}\u001f${at.division ?? ''}\u001f${at.uscc ?? ''}`;
    let match = this.cache.get(key);
    if (!match) {
      match = this.decide(raw, at);
      if (this.cache.size >= CACHE_SIZE) this.cache.clear();
      this.cache.set(key, match);
    }
    return match;
  }

  private decide(raw: string, at: Occasion): UnitMatch {
    const code = at.uscc === undefined ? undefined : checkUscc(at.uscc);
    const owner = code?.valid ? this.byUscc.get(code.norm) : undefined;
    if (owner)
      return this.accept(
        { entry: owner, bits: 20, method: 'uscc', former: false, shown: owner.name },
        [],
        at,
        '统一社会信用代码一致',
      );
    const name = raw.trim();
    if (name === '') return { method: 'none', bits: 0, confidence: 0, reason: '未写单位', candidates: [] };
    if (TOO_WIDE.test(name.replace(/\s+/gu, '')) && !this.forms.isOwnName(name))
      return {
        method: 'tooWide',
        bits: 0,
        confidence: 0,
        reason: '名称过宽，不能对应到一个单位，请补充具体单位',
        candidates: [],
      };
    const hits = this.forms.find(name, at).filter((hit) => hit.bits > 0);
    const best = hits[0];
    if (!best)
      return { method: 'none', bits: 0, confidence: 0, reason: '单位名录中没有相近的单位，请人工确认', candidates: [] };
    const second = hits.find((hit) => hit.entry.unitId !== best.entry.unitId);
    const ahead = best.bits - (second?.bits ?? Number.NEGATIVE_INFINITY);
    if (best.bits >= ACCEPT_BITS && ahead >= AHEAD_BITS) return this.accept(best, hits, at);
    const target = this.tieBreaker(hits, at);
    if (target)
      return this.accept(
        { ...target, bits: target.bits + 1 },
        hits,
        at,
        `${METHOD_TEXT[target.method]}，并列时取巡察对象`,
        0.6,
      );
    return {
      method: best.method,
      bits: best.bits,
      confidence: Math.min(0.5, confidenceOf(best.bits)),
      reason: best.bits < ACCEPT_BITS ? '依据不足，请人工确认' : '有几个相近的单位，请人工确认',
      candidates: shown(hits),
    };
  }

  private tieBreaker(hits: readonly Hit[], at: Occasion): Hit | undefined {
    const best = hits[0];
    if (!best || best.bits < ACCEPT_BITS || !at.targets) return undefined;
    const tied = hits.filter((hit) => hit.bits === best.bits);
    const targets = tied.filter((hit) => at.targets?.has(hit.entry.unitId));
    return tied.length > 1 && targets.length === 1 ? targets[0] : undefined;
  }

  private accept(hit: Hit, hits: readonly Hit[], at: Occasion, reason?: string, confidence?: number): UnitMatch {
    const now = this.successors.of(hit.entry, at.date);
    const former = hit.former || now.moved;
    const base = {
      method: hit.method,
      bits: hit.bits,
      reason: `${reason ?? METHOD_TEXT[hit.method] ?? hit.method}（“${hit.shown}”）${former ? '，原单位，由继受单位承接' : ''}`,
      candidates: shown(hits.length > 0 ? hits : [hit]),
      ...(former ? { former } : {}),
    };
    const unitId = hit.entry.unitId;
    const later = hit.successors ?? (now.ids.length > 0 ? now.ids : [unitId]);
    if (later.length === 1) {
      const unitNow = later[0] as string;
      return {
        unitId: hit.successors ? unitNow : unitId,
        unitNow,
        ...base,
        confidence: confidence ?? confidenceOf(hit.bits),
      };
    }
    return {
      ...(hit.successors ? {} : { unitId }),
      ...base,
      confidence: 0.5,
      reason: `${base.reason}，职能分归几个单位，请按事项职能选择`,
      candidates: later.map((id) => ({ unitId: id, bits: hit.bits, method: hit.method })),
    };
  }
}

const confidenceOf = (bits: number): number => Math.round(100 / (1 + 2 ** (5 - bits))) / 100;

function shown(hits: readonly Hit[]): UnitMatch['candidates'] {
  const out = new Map<string, UnitMatch['candidates'][number]>();
  for (const hit of hits) {
    for (const unitId of hit.successors ?? [hit.entry.unitId])
      if (!out.has(unitId)) out.set(unitId, { unitId, bits: hit.bits, method: hit.method });
    if (out.size >= SHOWN_CANDIDATES) break;
  }
  return [...out.values()].slice(0, SHOWN_CANDIDATES);
}
