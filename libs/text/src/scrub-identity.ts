import { endOfName } from './name-borders.js';
import { isPersonName } from './person-name.js';
import type { Span } from './scrub-spans.js';

/** Nouns by which people say who they are; a self-reference ends with the last of them. */
const WHO =
  '(?:村民|居民|业主|住户|租户|职工|员工|工人|民工|农民工|农民|教师|老师|医生|医师|护士|医务人员|家长|学生|司机|驾驶员|干部|党员|退伍军人|退役军人|军人|商户|个体户|小老板|老板|店主|经营者|承包人|承包商|承包户|包工头|会计|出纳|监理|监理员|施工员|质检员|资料员|业务员|投递员|快递员|保安|保洁|代表|法人|法人代表|负责人|经办人|经手人|客户|用户|顾客|市民|群众|百姓|老百姓|公民|贫困户|低保户|困难户|征地户|拆迁户|搬迁户|养殖户|种植户|农户|户主|股东|合伙人|投标人|供应商|材料商|分包商|毕业生|大学生|研究生|老人|残疾人|病人|患者|家属|母亲|父亲|儿子|女儿|妻子|丈夫|爱人|亲属|侄子|外甥|网友|网民|人士|投资人|听众|士兵|弟子|新生|经营户|内退人员|教育工作者|务工人员|技术人员|失独者|知情人|知情者|受害者|受害人|当事人|举报人|反映人|投诉人|信访人|工作人员|财务人员|管理人员|临时工|合同工|编外人员|小学生|高中生|党支部书记|村支书|村主任|组长|队长|队员|成员|下属|同事|邻居|科员|办事员|公务员|文员|秘书|一员|(?:[市县区镇乡村地工]|打工)人(?![员民士大家为口事]))';
/** Nouns that follow 我/我们 directly: what others also are called (老师, 组长) is not among them. */
const PLAIN_WHO =
  '(?:村民|居民|业主|住户|租户|职工|员工|工人|民工|农民工|农民|家长|学生家长|司机|商户|个体户|老百姓|百姓|贫困户|低保户|困难户|征地户|拆迁户|搬迁户|养殖户|种植户|农户|受害者|受害人|临时工|临聘人员|合同工|本地人|外地人|退休人员|退休工人|退休职工|教职工|医务人员|乡村医生)';
const ME = '(?:我们?|本人|俺们?|咱们?|笔者)';
const CLAUSE = '[^，,。；;：:！!？?\\n【】“”]';
/** A clause that may hold an address cut by the first pass. */
const CLAUSE_WITH_ADDRESS = `(?:${CLAUSE}|【住址】)`;
/** A sentence border in front of the words just matched. */
const after = (words: string): string => `${words}(?<=(?:^|[，,。；;：:！!？?\\n\\s”"）】、])${words})`;

const NAME_SELF = new RegExp(
  `(?:(?:${ME}|我的)(?:名叫|名字[叫是]?|名为|名(?![字叫为声下义额单称])|叫做|叫|姓名[是为：:]?|姓(?!氏)))\\s?[\\p{Script=Han}·×某*xX]{1,8}?(?=[，,。；;：:！!？?\\n\\s（(【、]|是|系|现|今年|家住|男|女|在|于|$)`,
  'gu',
);
const PLACE =
  '(?:[\\p{Script=Han}A-Za-z0-9]{1,14}?(?:县|市|区|镇|乡|村|组|社|屯|局|公司|厂|校|院|园|城|苑|庄|会)){0,3}';
const CROWD =
  '(?:的|全体|广大|大部分|部分|这些|这个|这群|一群|这群|几个|一个|一名|普通|周边|其他|\\d{1,5}多?[名位个户]?)';
const WHO_SELF = new RegExp(
  `${ME}(?:都?是|系|乃|作为|做为|身为)(?!否|不|因|为了|想|说|要|怎么|如何|通过|被|看|听|觉得|多么|有|真|希望)${CLAUSE_WITH_ADDRESS}{0,36}?${WHO}(?!们?[\\p{Script=Han}]{0,2}${WHO})|${after('(?:本人|我们|我|俺们)')}(?!们)${PLACE}${CROWD}{0,3}${PLAIN_WHO}`,
  'gu',
);
const ROLE_SELF = new RegExp(
  `${after('(?:作为|身为)')}(?:一名|一个|一位|该|本|此)?${CLAUSE}{0,20}?(?:监理|会计|出纳|职工|员工|村民|居民|业主|住户|家长|教师|老师|司机|股东|投标人|参与者|参与人|经办人|经手人|知情人|知情者|当事人|受害者|受害人|征地户|拆迁户|施工员|资料员|质检员|财务人员|工作人员|退休干部|老党员|普通党员|群众|公民|市民|百姓|纳税人|消费者|商户|客户|承包人|分包人|供应商|内部人员|亲历者|见证人|患者|家属|监理员|公务员)(?=[，,。；;！!？?\\n我本（(])`,
  'gu',
);
const WORK_SELF = new RegExp(
  `${ME}(?:曾经?|原来?|之前|以前|一直|现|目前|当时)?(?:于|在)${CLAUSE}{1,24}?(?:工作(?!站|人|部|中|任|单)|上班|任职|务工|打工|做工|就职|当差|任教|担任${CLAUSE}{1,10}?|从事${CLAUSE}{1,10}?|当(?:会计|出纳|司机|保安|组长|监理|老师|干部))(?:的)?(?:期间|时候?|多年|过|已有?\\S{0,4}年)?`,
  'gu',
);
/** 我是 with a name and particulars behind it, or with the place one comes from. */
const NAMED_SELF = new RegExp(
  `${ME}(?:是|系)(?:[\\p{Script=Han}·]{1,5}[A-Za-z×*某]{0,2}(?=[，,]\\s?(?:男|女|今年|现年|\\d{2}岁))|${CLAUSE}{1,14}?[省市县区镇乡村组](?:本地|这边|那边)?的(?=[，,。；;！!]))`,
  'gu',
);
/** Where one bought, moved in, was born or went to school. */
const HOME_SELF = new RegExp(
  `${ME}(?!想|要|能|可以|申请|应该|怎么|如何)(?:是|于)?${CLAUSE}{0,16}?在${CLAUSE_WITH_ADDRESS}{1,16}?(?:购房|买房|购买(?:了|的)?(?:一套)?(?:住房|房子|房产|商品房|新房)|租住|(?<![公廉申请])租房|居住|入住|落户|就读|读书|上学|念书)|${ME}${CLAUSE}{0,16}?(?:购买|买|租|入住)了?${CLAUSE}{1,14}?\\d{1,3}[栋幢]\\d{1,2}[楼层]|${ME}从${CLAUSE}{1,16}?(?:下岗|退休|离职|退伍|毕业|转业)|工作(?:单位|地点?)[：:是为]?${CLAUSE}{3,20}$`,
  'gu',
);
const APPOINTED =
  /(?:任命|聘任|聘用|分配|调派|选举|委派|安排)(?:我们?|本人)(?:担任|任|为|到|去|在)[^，,。；;：:！!？?\n【】“”]{1,24}/gu;
/** A firm that writes for itself and says its full name. */
const FIRM_SELF = new RegExp(
  `(?:我们?|本)(?:公司|厂|店|企业|单位)(?:[，,]?位于${CLAUSE}{1,24}[，,])?(?:全称|全名|名称|名叫|名为)(?:是|为|叫|：)?${CLAUSE}{2,30}`,
  'gu',
);
const PRESENT = new RegExp(
  `(?:当时|那天|当天|现场)?(?:在场|参加|知道|知情|参会|看到|看见|经手|签字|到场|在座)[^，,。；;\\n【]{0,8}?(?:只有|就|仅有?|还有|有|是)${ME}[^，,。；;！!？?\\n【】]{0,30}|(?:只有|就|仅有?)${ME}(?:和|与|跟|同|、)[^，,。；;！!？?\\n【】]{1,30}|${ME}(?:和|与|跟|同)[^，,。；;！!？?\\n【】]{1,16}?(?:都?在场|两人在场|二人在场|三人在场|两人|二人|三人|一起|亲眼|一同)`,
  'gu',
);
const FAMILY = new RegExp(
  `(?:我们?|本人|俺)(?:的|家)?(?:丈夫|老公|爱人|妻子|老婆|老伴|媳妇|崽|闺女|家属|家人|宝宝|女朋友|男朋友|老爸|老妈|儿子|女儿|儿媳|女婿|父亲|母亲|父母|爸爸?|妈妈?|爷爷|奶奶|外公|外婆|哥哥?|弟弟?|姐姐?|妹妹?|兄弟|岳父|岳母|公公|婆婆|叔叔?|伯(?:伯|父|母)?|舅舅?|姑姑?|侄子|侄女|外甥|孙子|孙女|小孩子?|孩子|对象|前夫|前妻|男友|女友|姐夫|嫂子|表哥|表弟|堂哥|堂弟)(?:叫|名叫|是(?=[\\p{Script=Han}]{2,4}[，,。；;])|是${CLAUSE}{0,24}?(?:${WHO}|生))?`,
  'gu',
);
const FELLOW =
  /(?:(?:我们?|本人)的?(?:同事|邻居|朋友|同学|战友|工友|老乡|亲戚|合伙人|同村人?|徒弟|师傅))(?:叫|名叫|是)?/gu;
const PARTICULARS =
  /^[，,、\s]*(?:男|女|[\p{Script=Han}]{1,4}族|(?:今年|现年)?\d{1,3}周?岁|今年\d{1,3}|(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:出)?生(?:人)?|(?:中共)?党员|群众|已?退休|(?:出?生)?于(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?[是系][^，,。；;\n]{1,24}|生于(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?|于?(?:19|20)\d{2}年(?:\d{1,2}月)?(?:于|在)?[^，,。；;\n]{0,20}?(?:参加工作|入伍|参军|退伍|入职|入党)|(?:初中|高中|小学|大专|本科|大学)文化(?:程度)?|工作单位[：:]?[^，,。；;\n]{2,25}|(?![^，,。；;]{0,11}[了个的来去有是])[\p{Script=Han}]{2,12}人(?=[，,。；;]))(?=[，,、。；;.\s（(]|$)/u;

/** Extends a self-reference over the personal particulars that follow it: 女, 汉族, 今年45岁, 1960年生. */
function withParticulars(text: string, end: number): number {
  let at = end;
  const comma = /^[，,]\s?/u.exec(text.slice(end, end + 2));
  if (comma) {
    const from = end + comma[0].length;
    const to = endOfName(text, from);
    if (to > from && /^(?:[，,。；;：:！!\n]|$)/u.test(text.slice(to, to + 1)) && isPersonName(text.slice(from, to)))
      at = to;
  }
  for (let round = 0; round < 8; round++) {
    const found = PARTICULARS.exec(text.slice(at, at + 64));
    if (!found) return at;
    at += found[0].length;
  }
  return at;
}

/** End of the full name that begins at `at` when one does, else `at`. */
function overName(text: string, from: number): number {
  const at = /[（(]/u.test(text[from] ?? '') ? from + 1 : from;
  const end = endOfName(text, at);
  if (end > at && isPersonName(text.slice(at, end)) && (at === from || /[）)]/u.test(text[end] ?? ''))) return end;
  const masked = /^\p{Script=Han}(?:某{1,2}|[×*xX]{1,2})/u.exec(text.slice(at, at + 4));
  return masked ? at + masked[0].length : from;
}

/** Words without which an expression finds nothing: most texts have few of them, and a second pass none. */
const HAS_ME = /我|本人|俺|咱|笔者/;
const HAS_HOME = /[购买租住]|落户|就读|[读念]书|上学|下岗|退|离职|毕业|转业/;
const HAS_WORKPLACE = /工作(?:单位|地)/;
const HAS_APPOINTED = /(?:任命|聘任|聘用|分配|调派|选举|委派|安排)(?:我|本人)/;
const HAS_FULL_NAME = /全[称名]|名[称叫为]/;

/** Sentences in which the writer says who he is, whose relative, where he works, or with whom he was alone. `names` gets the names said there. */
export function selfSpans(text: string, out: Span[], names: Set<string>): void {
  if (!/[我本俺咱笔作身只就仅]/u.test(text)) return;
  const collect = (pattern: RegExp, name: boolean) => {
    for (const found of text.matchAll(pattern)) {
      let end = found.index + found[0].length;
      if (name) {
        const from = end;
        end = overName(text, from);
        const said = text.slice(from, end).replace(/^[（(]/u, '');
        if (isPersonName(said)) names.add(said);
      }
      out.push({ start: found.index, end: withParticulars(text, end), kind: 'selfReference' });
    }
  };
  for (const found of text.matchAll(NAME_SELF)) {
    const said = /(?:叫做?|名字[叫是]?|名为|名|姓名[是为：:]?)\s?([\p{Script=Han}·]{2,6})$/u.exec(found[0])?.[1];
    if (said && isPersonName(said)) names.add(said);
    out.push({ start: found.index, end: withParticulars(text, found.index + found[0].length), kind: 'selfReference' });
  }
  const me = HAS_ME.test(text);
  if (me) collect(WHO_SELF, true);
  if (text.includes('作为') || text.includes('身为')) collect(ROLE_SELF, false);
  if (me) collect(WORK_SELF, false);
  if (me) collect(NAMED_SELF, false);
  if ((me && HAS_HOME.test(text)) || HAS_WORKPLACE.test(text)) collect(HOME_SELF, false);
  if (me && HAS_APPOINTED.test(text)) collect(APPOINTED, false);
  if (HAS_FULL_NAME.test(text)) collect(FIRM_SELF, false);
  if (!me) return;
  collect(PRESENT, false);
  collect(FAMILY, true);
  for (const found of text.matchAll(FELLOW)) {
    const from = found.index + found[0].length;
    const end = overName(text, from);
    if (end === from) continue;
    names.add(text.slice(from, end).replace(/^[（(]/u, ''));
    out.push({ start: found.index, end, kind: 'selfReference' });
  }
}

const SIGNER =
  /(?:实名)?(?:举\s?报\s?人|反\s?映\s?人|投\s?诉\s?人|上\s?访\s?人|信\s?访\s?人|来\s?访\s?人|申\s?诉\s?人|申\s?请\s?人|控\s?告\s?人|检\s?举\s?人|报\s?告\s?人|求\s?助\s?人|联\s?名\s?人|诉\s?求\s?人|写\s?信\s?人|来\s?信\s?人|陈\s?述\s?人|联\s?系\s?人|编\s?写\s?人|留\s?言\s?人|签\s?名|署\s?名|落\s?款|具\s?名|(?:业主|村民|职工|家长|群众|居民)代表(?:签名)?)(?:姓名|签名|签字|签章|代表|（[^）]{1,10}）)?(?:\s{0,4}[：:]\s{0,4}|\s{1,4}|(?=【)|[是为])(?!系|在|向|多次|认为|要求|反映|举报|称|与|和|对|的)((?:(?!附[件：:])[^，,。；;\n【】]){1,60})/gu;
const HAS_SIGNER = /[人名款具表](?:[：:\s【是为签姓（])/;
const HAS_CLOSING = /此致|礼|顺致|特此|查处|盼复|谢/;
const CLOSING =
  /(?:(?:此致|致礼|顺致|至此(?=[，,！!。\s]{0,4}敬礼))[，,！!。\s]{0,4})(?:敬礼|致礼|崇高的?敬意|敬意)?[！!。，,\s]{0,6}|(?:特此(?:报告|反映|举报|申请|投诉|控告|说明|函告)|敬礼|恳请查处|望(?:领导)?查处|盼复|致谢|谢谢|感谢)[！!。，,\s]{1,6}(?=[^。！!？?；;\n]{1,60}$)/gu;
const DATE_TAIL =
  /(?:(?:19|20)?\d{2}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?[日号]?|(?:19|20)\d{2}[.\-/]\d{1,2}[.\-/]\d{1,2}|二[〇零○O0][\u4e00-\u9fff〇○]{2}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十廿]{1,3}[日号])?)\s*$/u;
const COLLECTIVE =
  /(?:家长|业主|村民|职工|居民|群众|员工|教师|住户|商户|党员|公民|市民|百姓|人|者|先生|女士|同志|民工|一员|患者|客户|全体[\p{Script=Han}]{2,4})(?:们|代表|\d*人?)?$/u;

/** A group that signs without a day. */
const GROUP_ALONE =
  /^[^请望谢关为给是有不让还把被向对求的了]{1,12}(?:业主|村民|居民|职工|家长|住户|商户|员工|教师|老师)们?$/u;

/** Start of the signature at the end of a text: a name or a group, alone or with a date, behind the last sentence. */
function tailSignature(text: string): number | undefined {
  const body = text.trimEnd();
  const date = DATE_TAIL.exec(body.slice(-40));
  const end = date
    ? body.length -
      date[0].trimEnd().length -
      (body.slice(-40).length - date.index - date[0].trimEnd().length - 0) +
      (body.slice(-40).length - date.index - date[0].trimEnd().length)
    : body.length;
  const head = body.slice(0, date ? body.length - (body.slice(-40).length - date.index) : end);
  const line = /(?:^|[。！!？?；;\n】”])\s*([^。！!？?；;\n【】”]{1,24})$/u.exec(head.slice(-40).trimEnd());
  if (!line?.[1]) return undefined;
  const who = line[1].trim().replace(/[，,：:\s]+$/u, '');
  const names = who.split(/[、，,\s]+/u).filter(Boolean);
  const named = names.length > 0 && names.every((name) => isPersonName(name));
  const alone = head.trimEnd().length > who.length;
  if (!alone && !date) return undefined;
  if (GROUP_ALONE.test(who)) return head.trimEnd().length - line[1].trimEnd().length;
  if (named || (date && COLLECTIVE.test(who) && who.length <= 20))
    return head.trimEnd().length - line[1].trimEnd().length;
  return undefined;
}

/** `举报人：…` and the like. `names` gets the names given there. */
export function signerSpans(text: string, out: Span[], names: Set<string>): void {
  if (HAS_SIGNER.test(text))
    for (const found of text.matchAll(SIGNER)) {
      if (text[found.index - 1] === '被') continue;
      const said = found[1] as string;
      for (const part of said.split(/[、，,\s：:（(]+/u)) {
        const end = endOfName(part, 0);
        const name = isPersonName(part) ? part : part.slice(0, end);
        if (end > 0 && isPersonName(name)) names.add(name);
      }
      out.push({
        start: found.index,
        end: withParticulars(text, found.index + found[0].trimEnd().length),
        kind: 'signature',
      });
    }
}

/** Signature lines and closing blocks. `names` gets the names of those who signed. */
export function signatureSpans(text: string, out: Span[], names: Set<string>): void {
  signerSpans(text, out, names);
  if (HAS_CLOSING.test(text))
    for (const found of text.matchAll(CLOSING)) {
      const from = found.index + found[0].length;
      const rest = text.slice(from, from + 121);
      if (from >= text.length) continue;
      const stop = /附件|附[：:]|附：|[。！!？?；;【]/u.exec(rest);
      const length = stop ? stop.index : rest.length;
      if (length > 0 && length <= 60)
        out.push({ start: from, end: from + rest.slice(0, length).trimEnd().length, kind: 'signature' });
    }
  const tail = tailSignature(text);
  if (tail !== undefined) {
    out.push({ start: tail, end: text.trimEnd().length, kind: 'signature' });
    for (const name of text.slice(tail).split(/[、，,\s\d]+/u)) if (isPersonName(name)) names.add(name);
  }
}

const GREETED =
  /(?:^|\n)\s{0,8}(?:(?:尊敬|敬爱|亲爱|可敬)的?[^，,。；;：:！!？?\n【】]{1,30}?(?=[，,。；;：:！!？?\n]|\s{2}|您们?好|你们?好|$)(?:[：:，,；;！!]?\s{0,4}(?:您们?好|你们?好|大家好|好(?=[！!，,。])))?|[^，,。；;：:！!？?\s【】]{1,24}?(?:领导|书记|市长|区长|县长|局长|主任|先生|女士|同志|师傅|主席|部门|纪委|监委|巡察组|办公室|老师)们?\s?(?:[：:]\s{0,4}(?:您们?好|你们?好|大家好|好(?=[！!，,。]))?|[，,；;！!]?\s{0,4}(?:您们?好|你们?好)))/gu;

/** Salutations at the beginning of a text or line: 尊敬的某书记：您好! and receipts addressed to a person. */
export function salutationSpans(text: string, out: Span[]): void {
  for (const found of text.matchAll(GREETED)) {
    const lead = /^\s*/u.exec(found[0])?.[0].length ?? 0;
    const start = found.index + lead;
    const end = found.index + found[0].replace(/[！!，,。：:\s]+$/u, '').length;
    if (end > start) out.push({ start, end, kind: 'salutation' });
  }
}
