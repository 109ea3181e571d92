import { csvRows, readProjectFile } from '#libs/kernel';

/** Longest spellings first, each with the full wording of its function. */
const WORDINGS: readonly (readonly [string, string])[] = csvRows(readProjectFile('libs/text/data/unit-short-forms.csv'))
  .flatMap((row) =>
    [row.full ?? '', ...(row.short ?? '').split(/\s+/u)].filter(Boolean).map((word) => [word, row.full ?? ''] as const),
  )
  .sort((a, b) => b[0].length - a[0].length);
const FULL_OF = new Map(WORDINGS);
const ANY_WORDING = new RegExp(WORDINGS.map(([word]) => word).join('|'), 'gu');

const PARTY_BEFORE = /^(?:中国共产党|中共)/u;
const PARTY_BEHIND = /(?:党组|党委|党工委|党总支|党支部|机关党委|机关|领导班子|班子|委员会党组)$/u;
const NOT_DIVISION =
  /(?:社区|小区|园区|开发区|矿区|城区|库区|景区|校区|片区|新区|城市|超市|门市|集市|夜市|都市|辖区|地区|山区|郊区|街区|厂区|院区|专区)$/u;
const NAMED_DIVISION =
  /^(?:[\p{Script=Han}]{1,6}?(?:省|自治区))?(?:[\p{Script=Han}]{2,5}?(?:市|州|盟|地区))?[\p{Script=Han}]{1,6}?(?:自治县|自治旗|区|县|市(?!场|政(?!府|协|法))|旗)/u;

/** 城市, 社区, 园区 …: ends with the word of a division and is none. */
export const endsLikePlace = (text: string): boolean => NOT_DIVISION.test(text);

/** 省, 市, 区 before a body; not 市场, 市政, 区域. */
const LEVEL_LETTER = /^(省(?![级立])|市(?!场|政(?!府|协|法)|[容区民级辖])|[区县旗](?![域级间]))(?=.{2})/u;

export type UnitLevel = 'province' | 'city' | 'county' | 'township' | undefined;

/** A name taken apart: the division it says, the level it says, and what is left. */
export interface UnitName {
  /** Written division such as 青禾区, without those above it. */
  division?: string;
  level: UnitLevel;
  /** Name without party prefix and suffix, division and level character. */
  core: string;
  /** 原, 前, 时任 stood in front. */
  former: boolean;
}

/** Tidy spelling: half-width, no blanks, no brackets' content, simplified separators. */
export const tidyUnit = (raw: string): string =>
  raw
    .normalize('NFKC')
    .replace(/\s+/gu, '')
    .replace(/[“”"'《》]/gu, '')
    .replace(/[（(](?!原)[^（）()]{0,30}[）)]/gu, '')
    .replace(/[，,。；;、]+$/u, '');

function divisionOf(text: string, known: ReadonlyMap<string, string>): { name?: string; length: number } {
  for (const [name] of known) {
    const at = text.indexOf(name);
    if (
      at >= 0 &&
      at <= 8 &&
      at + name.length < text.length &&
      /^(?:[\p{Script=Han}]{2,4}(?:省|自治区))?(?:[\p{Script=Han}]{2,5}(?:市|州))?$/u.test(text.slice(0, at))
    )
      return { name, length: at + name.length };
  }
  const found = NAMED_DIVISION.exec(text);
  if (!found || endsLikePlace(found[0]) || found[0].length >= text.length) return { length: 0 };
  const own = /(?:省|自治区|市|州|盟|地区)?([\p{Script=Han}]{2,6}?(?:自治县|自治旗|区|县|市|旗))$/u.exec(found[0])?.[1];
  return own === undefined ? { length: 0 } : { name: own, length: found[0].length };
}

/** Takes a unit name apart. `known` maps written division names to their codes. */
export function readUnitName(raw: string, known: ReadonlyMap<string, string>): UnitName {
  let text = tidyUnit(raw);
  const lead = /^(?:原|前身为|前|时任)(?=.{2})/u.exec(text);
  if (lead) text = text.slice(lead[0].length);
  text = text.replace(PARTY_BEFORE, (party) => (text.length - party.length < 2 ? party : ''));
  const division = divisionOf(text, known);
  if (division.length > 0) text = text.slice(division.length);
  let level: UnitLevel;
  const letter = division.length === 0 ? LEVEL_LETTER.exec(text) : null;
  if (letter) {
    level = letter[1] === '省' ? 'province' : letter[1] === '市' ? 'city' : 'county';
    text = text.slice(1);
  }
  const wasFormer = lead !== null || /^原/u.test(text);
  text = text.replace(/^原(?=.{2})/u, '');
  return {
    ...(division.name === undefined ? {} : { division: division.name }),
    level,
    core: coreOf(text),
    former: wasFormer,
  };
}

/** Name without what adds nothing: party group, 人民政府 before a body, 办事处 behind a street, 村民委员会 behind a village. */
export function coreOf(name: string): string {
  let core = name.replace(PARTY_BEHIND, (suffix, at: number) => (at < 2 ? suffix : ''));
  core = core.replace(/^人民政府(?=.{2})/u, '').replace(/^政府(?=.{3})/u, '');
  core = core.replace(/(?<=[镇乡])(?:人民政府|政府|党委)$/u, '').replace(/(?<=街道)(?:办事处|办|党工委|工委)$/u, '');
  core = core
    .replace(/(?<=村|社区)(?:村民委员会|居民委员会|村委会|居委会|村委|居委|党总支|党支部|两委)$/u, '')
    .replace(/(?<=.)村?(?:村民委员会|村委会|村委)$/u, '村')
    .replace(/(?<=.{2})(?:居民委员会|居委会|居委)$/u, '社区');
  return core;
}

const ORDINALS = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/** One spelling for all short and long wordings of a name: 住建局 and 住房和城乡建设局 become equal. */
export function canonicalUnit(core: string): string {
  let out = core.replace(ANY_WORDING, (word) => FULL_OF.get(word) ?? word);
  out = out
    .replace(/委员会$/u, '委')
    .replace(/(?<=发展和改革|卫生健康|国有资产监督管理|农业农村|科技和工业信息化)委$/u, '局')
    .replace(/(?<=.{2})管理局$/u, '局')
    .replace(/分局$/u, '局');
  out = out.replace(/第([一二三四五六七八九十])/gu, '$1').replace(/(?<=[一二三四五六七八九十])(\d)/gu, '$1');
  out = out.replace(/^(\d{1,2})(?=中|小|医院|幼儿园)/u, (digits) => ORDINALS[Number(digits)] ?? digits);
  out = out
    .replace(/(?:高级中学|初级中学|中学|中)$/u, '中')
    .replace(/小学$/u, '小')
    .replace(/(?:有限责任公司|股份有限公司|有限公司|集团公司)$/u, '公司');
  return out.replace(/(?:联合会|联合)$/u, '联合').replace(/(?:服务中心|管理中心)$/u, '中心');
}
