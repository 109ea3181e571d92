import type { Clue } from '#libs/contracts';
import { type Hit, scan, type WordKind } from './lexicon.js';
import { namedSite } from './named-site.js';

/** What a clue's prose says, as far as the rubric asks. */
export interface TextFacts {
  act: boolean;
  method: boolean;
  otherSide: boolean;
  evaluation: boolean;
  hearsay: boolean;
  /** A project, place, account, meeting or contract that one could go to. */
  site: boolean;
  /** A place is named, but it is the reported unit itself. */
  unitAsPlace: boolean;
  field: boolean;
  /** A paper with a number, title or date beside it. */
  paper: boolean;
  proof: boolean;
  witness: boolean;
  quantity: boolean;
  /** Funds for the poor, for disaster or medical care. */
  careFunds: boolean;
}

/** Characters looked at on both sides of a paper's name for what makes it retrievable. */
const BESIDE = 20;
/** A number that identifies a paper: document number, serial with 号, contract-like number; no amount, no bare year. */
const NUMBER =
  /〔\d{4}〕|\d{4}[-－—]\d{1,6}(?!\s*年)|第?\d{1,12}[#号]|(?:No|NO|编号|尾号|账号|号码)[.:：为是]?\s?\w{2,}|[A-Za-z]{1,6}[-－]?\d{2,}(?![\d省市县区])|\d{5,}(?![\d.,]*\s*(?:万|亿|元|余|多|人|户|亩|平))/u;
const DAY_OR_MONTH = /\d{1,4}年\d{1,2}月|\d{1,2}月\d{1,2}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}/u;
/** Papers that a date alone finds: minutes, vouchers, statements of account. */
const DATED_PAPER = /会|凭证|流水|记录|转账/u;
const MEETING = /^(?:党组会|党委会|局长办公会|班子会|联席会|会议纪要|会议记录)$/u;
const TITLE = /《[^《》]{4,60}(?:合同|协议|协议书|纪要|决定|通知|报告|批复|方案|公告)[^《》]{0,10}》/u;
const QUANTITY =
  /(?:\d{1,9}(?:\.\d{1,4})?|[一二两三四五六七八九十百千几数]{1,6})余?多?(?:亩|套房|套|平方米|平米|㎡|立方米|条烟|条|瓶|箱|辆|间|吨|头|株|棵|台|公斤|斤|部手机)/u;

/** Title, summary and full text, each once. */
function proseOf(clue: Clue): string {
  const full = clue.protected?.fullText ?? '';
  const summary = full.startsWith(clue.summary) ? '' : clue.summary;
  return `${clue.title}\n${summary}\n${full}`;
}

const RULE_BEFORE = /(?:根据|依据|按照|依照|参照|违反|据|结合|沿用)[^，,。；;\n]{0,24}$/u;
const RULE_BEHIND = /^(?:精神|规定|的规定|要求|执行|进行|办理)/u;

/** A numbered 文件 by which something had to be done is a rule, not a paper of the matter. */
function isCitedRule(text: string, hit: Hit): boolean {
  const end = hit.at + hit.word.length;
  return RULE_BEHIND.test(text.slice(end, end + 3)) || RULE_BEFORE.test(text.slice(Math.max(0, hit.at - 28), hit.at));
}

/** Whether the paper at `hit` stands beside a number, or is of a kind that a date finds. */
function isRetrievable(text: string, hit: Hit): 'number' | 'date' | undefined {
  if (hit.word === '文件' && isCitedRule(text, hit)) return undefined;
  const beside = text.slice(Math.max(0, hit.at - BESIDE), hit.at + hit.word.length + BESIDE);
  if (NUMBER.test(beside)) return 'number';
  return DATED_PAPER.test(hit.word) && DAY_OR_MONTH.test(beside) ? 'date' : undefined;
}

/** Longest text of the reported side that is compared with; far above what a real record holds. */
const OWN_SIDE = 4000;

/** Words of the reported side: 公司 or 会计 in it is not another party, and not a witness. */
function ownSide(clue: Clue): string {
  let own = '';
  for (const unit of clue.units) own += `${unit.raw} `;
  for (const person of clue.persons) own += `${person.raw} ${person.unitRaw ?? ''} ${person.postRaw ?? ''} `;
  return own.slice(0, OWN_SIDE);
}

/** How far from an act its way and its other side may be told, in characters: about two sentences. */
const NEAR = 80;

/** Whether any of `others` lies near any of the ascending `acts`. Linear after sorting: letters may hold thousands of words. */
function anyNear(acts: readonly number[], others: readonly number[]): boolean {
  let index = 0;
  for (const at of [...others].sort((a, b) => a - b)) {
    while (index < acts.length && (acts[index] ?? 0) < at - NEAR) index += 1;
    const act = acts[index];
    if (act !== undefined && act <= at + NEAR) return true;
  }
  return false;
}

class Reader {
  readonly facts: TextFacts = {
    act: false,
    method: false,
    otherSide: false,
    evaluation: false,
    hearsay: false,
    site: false,
    unitAsPlace: false,
    field: false,
    paper: false,
    proof: false,
    witness: false,
    quantity: false,
    careFunds: false,
  };
  private readonly acts: number[] = [];
  private readonly deeds: Hit[] = [];
  private readonly means: number[] = [];
  private readonly others: number[] = [];

  constructor(
    private readonly text: string,
    private readonly own: string,
  ) {}

  take(hit: Hit): void {
    for (const kind of hit.kinds) this.takeAs(kind, hit);
  }

  private takeAs(kind: WordKind, hit: Hit): void {
    const { facts } = this;
    if (kind === 'ACT') this.acts.push(hit.at);
    else if (kind === 'DEED') this.deeds.push(hit);
    else if (kind === 'MEANS') this.means.push(hit.at);
    else if (kind === 'OTHER') this.takeOther(hit);
    else if (kind === 'EVALUATION') facts.evaluation = true;
    else if (kind === 'HEARSAY') facts.hearsay = true;
    else if (kind === 'FIELD') facts.field = true;
    else if (kind === 'CARE') facts.careFunds = true;
    else if (kind === 'ACCOUNT') facts.site = true;
    else if (kind === 'PROOF') facts.proof = true;
    else if (kind === 'WITNESS') facts.witness ||= !this.own.includes(hit.word);
    else if (kind === 'SITE') this.takeSite(hit);
    else if (kind === 'PAPER') this.takePaper(hit);
  }

  /** Where the reported side has the word in its name (a company), only a company by another name is another party. */
  private takeOther(hit: Hit): void {
    if (this.own.includes(hit.word)) {
      const name = namedSite(this.text, hit.word, hit.at);
      if (!name || this.isOwn(name, hit.word)) return;
    }
    this.others.push(hit.at);
  }

  /** Whether a name found in prose is the reported side's: its word and the two characters before it say so. */
  private isOwn(name: string, word: string): boolean {
    return this.own.includes(name.slice(-word.length - 2));
  }

  private takeSite(hit: Hit): void {
    this.facts.field ||= hit.word.length > 1;
    if (this.facts.site) return;
    const name = namedSite(this.text, hit.word, hit.at);
    if (!name) return;
    if (this.isOwn(name, hit.word)) this.facts.unitAsPlace = true;
    else this.facts.site = true;
  }

  private takePaper(hit: Hit): void {
    if (this.facts.paper) return;
    const found = isRetrievable(this.text, hit);
    if (!found) return;
    this.facts.paper = true;
    if (found === 'number' || MEETING.test(hit.word)) this.facts.site = true;
  }

  /** A wrong that is also a way (虚增, 围标) is the way beside another wrong, and the act alone. */
  private deedsAsWays(): number[] {
    const first = this.deeds[0];
    if (this.acts.length > 0 || !first) return this.deeds.map((hit) => hit.at);
    return this.deeds.filter((hit) => hit.word !== first.word).map((hit) => hit.at);
  }

  finish(): TextFacts {
    const { facts } = this;
    const acts = [...this.acts, ...this.deeds.map((hit) => hit.at)].sort((a, b) => a - b);
    facts.act = acts.length > 0;
    facts.method = facts.act ? anyNear(acts, [...this.means, ...this.deedsAsWays()]) : false;
    facts.otherSide = facts.act ? anyNear(acts, this.others) : this.others.length > 0;
    if (TITLE.test(this.text)) facts.paper = facts.site = true;
    facts.quantity = facts.act && QUANTITY.test(this.text);
    return facts;
  }
}

/** Reads a clue's prose once for all dimensions. */
export function readText(clue: Clue): TextFacts {
  const text = proseOf(clue);
  const reader = new Reader(text, ownSide(clue));
  for (const hit of scan(text)) reader.take(hit);
  return reader.finish();
}
