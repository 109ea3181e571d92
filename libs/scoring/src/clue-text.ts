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
  /〔\d{4}〕|\d{4}[-－—]\d{1,6}(?!\s*年)|第?\d{1,12}[#号]|(?:No|NO|编号|尾号|账号|号码)[.:：为是]?\s?\w{2,}|[A-Za-z]{1,6}[-－]?\d{2,}|\d{5,}(?![\d.,]*\s*(?:万|亿|元|余|多|人|户|亩|平))/u;
const DAY_OR_MONTH = /\d{1,4}年\d{1,2}月|\d{1,2}月\d{1,2}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}/u;
/** Papers that a date alone finds: minutes, vouchers, statements of account. */
const DATED_PAPER = /会|凭证|流水|记录|转账/u;
const MEETING = /^(?:党组会|党委会|局长办公会|班子会|联席会|会议纪要|会议记录)$/u;
const TITLE = /《[^《》]{4,60}(?:合同|协议|协议书|纪要|决定|通知|报告|批复|方案|公告)[^《》]{0,10}》/u;
const QUANTITY =
  /(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百千几数]+)余?多?(?:亩|套房|套|平方米|平米|㎡|立方米|条烟|条|瓶|箱|辆|间|吨|头|株|棵|台|公斤|斤|部手机)/u;

/** Title, summary and full text, each once. */
function proseOf(clue: Clue): string {
  const full = clue.protected?.fullText ?? '';
  const summary = full.startsWith(clue.summary) ? '' : clue.summary;
  return `${clue.title}\n${summary}\n${full}`;
}

/** Whether the paper at `hit` stands beside a number, or is of a kind that a date finds. */
function isRetrievable(text: string, hit: Hit): 'number' | 'date' | undefined {
  const beside = text.slice(Math.max(0, hit.at - BESIDE), hit.at + hit.word.length + BESIDE);
  if (NUMBER.test(beside)) return 'number';
  return DATED_PAPER.test(hit.word) && DAY_OR_MONTH.test(beside) ? 'date' : undefined;
}

/** Words of the reported side: 公司 or 会计 in it is not another party, and not a witness. */
function ownSide(clue: Clue): string {
  let own = '';
  for (const unit of clue.units) own += `${unit.raw} `;
  for (const person of clue.persons) own += `${person.raw} ${person.unitRaw ?? ''} ${person.postRaw ?? ''} `;
  return own;
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
  private acts = false;
  private deed = '';

  constructor(
    private readonly text: string,
    private readonly own: string,
  ) {}

  take(hit: Hit): void {
    for (const kind of hit.kinds) this.takeAs(kind, hit);
  }

  private takeAs(kind: WordKind, hit: Hit): void {
    const { facts } = this;
    if (kind === 'ACT') this.acts = true;
    else if (kind === 'DEED') this.takeDeed(hit.word);
    else if (kind === 'MEANS') facts.method = true;
    else if (kind === 'OTHER') facts.otherSide ||= !this.own.includes(hit.word);
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

  /** A wrong that is also a way: beside an act, or beside another such wrong, it is the way. */
  private takeDeed(word: string): void {
    if (this.deed && this.deed !== word) this.facts.method = true;
    this.deed ||= word;
  }

  private takeSite(hit: Hit): void {
    this.facts.field ||= hit.word.length > 1;
    if (this.facts.site) return;
    const name = namedSite(this.text, hit.word, hit.at);
    if (!name) return;
    if (this.own.includes(name)) this.facts.unitAsPlace = true;
    else this.facts.site = true;
  }

  private takePaper(hit: Hit): void {
    if (this.facts.paper) return;
    const found = isRetrievable(this.text, hit);
    if (!found) return;
    this.facts.paper = true;
    if (found === 'number' || MEETING.test(hit.word)) this.facts.site = true;
  }

  finish(): TextFacts {
    const { facts } = this;
    facts.act = this.acts || this.deed !== '';
    facts.method ||= this.acts && this.deed !== '';
    if (TITLE.test(this.text)) facts.paper = facts.site = true;
    facts.quantity = QUANTITY.test(this.text);
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
