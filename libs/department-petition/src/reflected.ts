import { type CluePerson, type ClueUnit, codeTable, type Finding } from '#libs/contracts';
import { findPersonNames, findReportedOfficials, findUnits, splitReflected, splitUnitAndPost } from '#libs/text';
import type { LetterRecord } from './letter.record.js';

export interface Reflected {
  units: ClueUnit[];
  persons: CluePerson[];
  /** The cell is empty and the text named the unit. */
  fromText: boolean;
}

/** Bodies that only receive the letter, or that nobody could look up. */
const NOT_REFLECTED =
  /信访局|巡察|纪委|监委|信箱|[区县市省]委$|(?:[省市区县]|人民|市县)政府$|(?:公司|集团|厂|店|超市)$|^(?:工商|公办|民办|私立|高中|初中|中心|广大)|^(?:某|一|数|各|多|新建|该|本)|(?:农村|乡镇|城镇)$|怎么|阶段|团队/u;
/** A kind of body in a division (县小学, B区公立幼儿园), and housing called 新村: none is a body one could look up. */
const KIND_ONLY =
  /^(?:(?:[A-Z]\d{0,2}|[\p{Script=Han}]{1,3})[省市县区])?(?:公立|民办|私立|公办|普惠性?|县级|市级|省级|农村|城区|县城|下属|所属|区属|市属|义务教育|名牌|重点|普通|配套|配置|规划|建设|居民|住宅区|学生|选择|自己|办成|办|每一所|每|些|人|加|考|除|有|中|小|私|\d|百份)*(?:小学|中学|中小学校?|初中|高中|幼儿园|学校|大学|学院)+$|^[A-Z]\d{0,2}[省市县区]有医院$|^(?:县级|市级|省级|乡镇|镇|村)?(?:医院|卫生院|村民委员会|居民委员会|业主委员会|村委会|居委会)$|^[A-Z]\d{0,2}[省市县区](?:镇|乡|村|街道|社区|政府)$|[省市县区]局$|[新一二三四五六古]村$|古镇$|^物业|^.{0,2}[市县区]管理[处所]$/u;
/** Words in front of an area where something lies: the area is not what is reported. */
const LIES_IN = /(?:位于|地处|坐落于?|落户|住在|居住在?|来自|来到|途经|毗邻|邻近|发生在|靠近|临近)$/u;
/** What lies there follows. */
const LIES_HERE = /^(?:境?内|有[一二三四五六两几多\d]|附近|旁|一带)/u;
/** Words in front of a body that somebody only turned to: another one that the text names is the reported one. */
const CONTACTED = /(?:[向给找去到]|找[了过]|去[了过]|拨打|致电|咨询|[请望]|投诉到|反映到|督促)$/u;
const AREA = /(?:街道|镇|乡|村|社区)$/u;
/** Words of the sentence that stick to the front of a name. */
const STUCK =
  /^(?:请求|请问|请|问|希望|要求|按照|依据|而且|且|唯有|受|咨询|关于|同学|参观|维护|提高|加快|增加|求|到|去|在|敬请|参照)+|^(?:致|望求?|归|可(?:参照)?|入|附|系|并|需|法)(?=[省市县区][\p{Script=Han}]{2}|[\p{Script=Han}]{2,3}[省市县区])|^[镇乡](?=[\p{Script=Han}]{2,4}村$)/u;
const BODY =
  /(?:局|委员会|办事处|街道|镇|乡|村|社区|村委会|居委会|中学|小学|学校|幼儿园|学院|大学|医院|卫生院|派出所|管理[处站所]|服务中心|管理中心|征收办|大队|中队|[质安监测]站|工委|[生收违治迁]办)$/u;

function frontOf(text: string, unit: string): string {
  const at = text.indexOf(unit);
  return text.slice(Math.max(0, at - 4), Math.max(0, at));
}

function isOnlyPlace(text: string, unit: string): boolean {
  const at = text.indexOf(unit);
  return (
    LIES_IN.test(frontOf(text, unit)) || (at >= 0 && LIES_HERE.test(text.slice(at + unit.length, at + unit.length + 3)))
  );
}

/** The first body of the text that could be looked up. */
function unitsInText(text: string): string[] {
  const bodies = findUnits(text).map((unit) => unit.replace(STUCK, ''));
  const named = bodies
    .filter((unit) => unit.length >= 3 && BODY.test(unit) && !NOT_REFLECTED.test(unit) && !KIND_ONLY.test(unit))
    .filter((unit) => !AREA.test(unit) || !isOnlyPlace(text, unit));
  const first = named.find((unit) => !CONTACTED.test(frontOf(text, unit))) ?? named[0];
  return first === undefined ? [] : [first];
}

function rankOf(record: LetterRecord, warnings: Finding[]): { rank?: string } {
  if (!record.reflectedRank) return {};
  const code = codeTable('T08').find(record.reflectedRank)?.code;
  if (!code)
    warnings.push({
      code: 'W-CODE',
      field: 'reflectedRank',
      message: '“被反映人级别”不在代码表T08内，未采用',
      remedy: '请改填代码表T08中的代码或名称',
    });
  return code ? { rank: code } : {};
}

/** Post and rank of the row belong to the person it reports, when it reports one. */
function withStanding(person: CluePerson, record: LetterRecord, warnings: Finding[]): CluePerson {
  const post = record.reflectedPost ?? person.postRaw;
  const norm = post ? splitUnitAndPost(post).postNorm : undefined;
  return {
    ...person,
    ...(post ? { postRaw: post.slice(0, 200) } : {}),
    ...(norm ? { postNorm: norm.slice(0, 100) } : {}),
    ...rankOf(record, warnings),
  };
}

/**
 * Units and persons that a petition reports: from 被反映人或单位; where that cell is empty, the officials whom its text
 * accuses with their bodies, else the names that the scrubber left, as they are on the roster, and the first unit the text names.
 * No unit at all is no fault: the clue stays unassigned.
 */
export function reflectedOf(record: LetterRecord, text: string, warnings: Finding[]): Reflected {
  const cell = record.reflected ? splitReflected(record.reflected) : { units: [], persons: [] };
  const named = cell.persons.length > 0 ? cell.persons : namesIn(text, record.reflected !== undefined);
  const told = [...new Set(named.flatMap(({ unit }) => unit ?? []))];
  const found = cell.units.length > 0 ? cell.units : told.length > 0 ? told : unitsInText(text);
  const units = found.slice(0, 50).map((raw): ClueUnit => ({ raw: raw.slice(0, 200), role: 'REFLECTED' }));
  const persons = named.slice(0, 100).map(
    (one): CluePerson => ({
      raw: one.raw.slice(0, 100),
      name: one.name.slice(0, 50),
      ...(one.masked ? { masked: true } : {}),
      ...((one.unit ?? units[0]?.raw) ? { unitRaw: (one.unit ?? units[0]?.raw ?? '').slice(0, 200) } : {}),
      ...(one.post ? { postRaw: one.post.slice(0, 200) } : {}),
      roleInMatter: 'REFLECTED',
    }),
  );
  const [only] = persons;
  return {
    units,
    persons: only && persons.length === 1 ? [withStanding(only, record, warnings)] : persons,
    fromText: cell.units.length === 0 && units.length > 0,
  };
}

type Named = ReturnType<typeof splitReflected>['persons'][number];

function namesIn(text: string, cellFilled: boolean): Named[] {
  const officials = findReportedOfficials(text);
  if (officials.length > 0) return officials.map((one) => ({ raw: one.name, masked: false, ...one }));
  if (cellFilled) return [];
  return findPersonNames(text)
    .slice(0, 5)
    .map((name) => ({ raw: name, name, masked: false }));
}
