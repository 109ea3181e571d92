import { csvRows, readProjectFile } from '#libs/kernel';
import { afterLastStopWord } from './stop-words.js';

/** A paper that a text names. `hasFile` when the text says that it is enclosed. */
export interface NamedPaper {
  kind: string;
  desc: string;
  hasFile: boolean;
}

/** Checkable objects that a text names outright. Nothing is guessed: what is not named is absent. */
export interface MatterFacts {
  project?: string;
  contractNo?: string;
  place?: string;
  counterparties: string[];
  papers: NamedPaper[];
  /** 知情人 and the like, counted, never named. */
  witnesses: number;
}

const WORDS = csvRows(readProjectFile('libs/text/data/matter-words.csv')).map((row) => ({
  kind: row.kind ?? '',
  value: row.value ?? '',
  words: (row.words ?? '').split(' ').filter(Boolean),
}));

const wordsOf = (kind: string, value: string): string[] =>
  WORDS.filter((row) => row.kind === kind && row.value === value).flatMap((row) => row.words);

const anyOf = (words: readonly string[]): string => [...words].sort((a, b) => b.length - a.length).join('|');

/** A word that names end with, how far before it a name may begin, what a name cannot contain, and what names nothing. */
interface NameRule {
  ending: RegExp;
  reach: number;
  cut: RegExp;
  generic: RegExp;
  least: number;
}

function nameRule(value: string, ending: RegExp, reach: number): NameRule {
  const cut = anyOf([...wordsOf('cut', 'any'), ...wordsOf('cut', value)]);
  return {
    ending,
    reach,
    cut: new RegExp(`.*(?:${cut}|[^\\p{Script=Han}A-Za-z0-9（）()#＃·-])`, 'su'),
    generic: new RegExp(anyOf(wordsOf('generic', value)), 'gu'),
    least: 2,
  };
}

const PROJECT = nameRule(
  'project',
  /(?:工程|项目)(?:[一二三四五六]标段)?(?![款量师部组办费资造局处站科学系]|经理|类|有限|公司|集团|安全|安监|质监|质安|质量监|咨询|管理|监督|招标办|招标局|招标中心|交易|技术|机械|人员|单位)/gu,
  24,
);
const COMPANY = nameRule(
  'company',
  /(?:有限责任公司|股份有限公司|有限公司|集团公司|公司|集团(?!公司|[）)]|有限)|合作社|经营部|商行|事务所)/gu,
  20,
);
const PLACE = nameRule(
  'place',
  /(?:街道|社区|小区|大道|(?<![农全本乡我该各进驻询个中])村(?!民|委|支|干|务|级)|(?<![城乡集本全我小村])镇(?!长|委|政|党)|(?<![城下家不起本山返回老故他同梦思])乡(?!镇|长|亲|村|里|下)|(?<![公道马铁网思出问上下线走跑套熟之活业指引带让修筑一二两三四条半有无没归赶迷土水山石泥领开])路(?![灯面段口标过人途程费况网政权基线]))/gu,
  8,
);

const LEADING_LINK = /^[和与及、]/u;
/** `收恒远公司5万元`: what was done with a company, not a part of its name (收割机公司, 丰收公司 are names). */
const TAKING = /^收(?!割|音|藏|购|获|银|成)(?=[\p{Script=Han}]{2})/u;
const UNBALANCED = /^[^（(]*[）)]|^.*[（(](?=[^）)]*$)/u;
/** `和A7县…`: the link word before a division; a road may well be called 和顺路. */
const LINK_BEFORE_DIVISION = /^[和与及](?=.{1,5}[省市县区镇乡])/u;

/** Names of one kind, in order of the text, without repetition. */
function names(text: string, rule: NameRule): string[] {
  const found = new Set<string>();
  let last = 0;
  for (const match of text.matchAll(rule.ending)) {
    const end = match.index + match[0].length;
    const from = afterLastStopWord(text, Math.max(last, match.index - rule.reach), match.index, 2);
    let head = text.slice(from, match.index).replace(rule.cut, '');
    if (last > 0 && head.length === match.index - last) head = head.replace(LEADING_LINK, '');
    head = head.replace(UNBALANCED, '').replace(LINK_BEFORE_DIVISION, '');
    if (rule === COMPANY) head = head.replace(TAKING, '');
    last = end;
    if (head.replace(rule.generic, '').replace(/[^\p{Script=Han}A-Za-z]/gu, '').length < rule.least) continue;
    found.add(head + match[0]);
  }
  return [...found];
}

const CONTRACT =
  /合同(?:编号|号)?[为是：:（(“"《]{0,2}([\p{Script=Han}A-Za-z-]{0,8}[〔[（(]?\d{2,4}[〕\])）]?[-—第字]?[\dA-Za-z]{0,6}(?:-\d{1,6})?号?)/u;

function contractNo(text: string): string | undefined {
  const found = CONTRACT.exec(text)?.[1];
  return found && /\d{2}[^年月万元]*$/u.test(found) && /[-—〔[（(号A-Za-z]|\d{5}/u.test(found) ? found : undefined;
}

const PAPER_KINDS = new Map(
  WORDS.filter((row) => row.kind === 'paper').flatMap((row) => row.words.map((word) => [word, row.value] as const)),
);
const PAPER = new RegExp(anyOf([...PAPER_KINDS.keys()]), 'gu');
const ENCLOSED = /附件|附后|附有|已附|随附|附上|附送|提供了|现提供|附.{0,12}(?:件|份|张|段)/u;
const DENIED = /没有?|未|无|不给|不见|拒|不签|不开/u;
const CLAUSE_END = /[，。；！？\n]/u;

/** Papers that the text names, one per kind, with the clause that names it (at most 60 characters). */
export function findPapers(text: string): NamedPaper[] {
  const papers = new Map<string, NamedPaper>();
  for (const match of text.matchAll(PAPER)) {
    const kind = PAPER_KINDS.get(match[0]) ?? '其他';
    if (papers.has(kind)) continue;
    const before = text.slice(Math.max(0, match.index - 30), match.index);
    const after = text.slice(match.index, match.index + 30);
    const desc = (before.split(CLAUSE_END).at(-1) ?? '') + (after.split(CLAUSE_END)[0] ?? '');
    if (DENIED.test(before.split(CLAUSE_END).at(-1)?.slice(-8) ?? '')) continue;
    papers.set(kind, { kind, desc: desc.trim(), hasFile: ENCLOSED.test(desc) });
    if (papers.size === 10) break;
  }
  return [...papers.values()];
}

const WITNESS = /(?:([一二两三四五六七八九十]|\d{1,2})(?:名|个|位|人)[^，。；]{0,10})?(?:知情人|知情|在场|作证|证人)/u;
const DIGITS = '零一二三四五六七八九十';

/** How many people the text says know of the matter: the number it gives, 1 when it gives none, 0 when it names nobody. */
export function countWitnesses(text: string): number {
  const match = WITNESS.exec(text);
  if (!match) return 0;
  const count = match[1];
  if (!count) return 1;
  return count === '两' ? 2 : DIGITS.includes(count) ? DIGITS.indexOf(count) : Number(count);
}

/** Projects, contract, place, companies, papers and witnesses that `text` names. */
export function findMatterFacts(text: string): MatterFacts {
  const [project] = names(text, PROJECT);
  const [place] = names(text, PLACE);
  const contract = contractNo(text);
  return {
    ...(project ? { project } : {}),
    ...(contract ? { contractNo: contract } : {}),
    ...(place ? { place } : {}),
    counterparties: names(text, COMPANY).slice(0, 20),
    papers: findPapers(text),
    witnesses: countWitnesses(text),
  };
}
