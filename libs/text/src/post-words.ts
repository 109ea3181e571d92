/** Words that end a post; longest first where one ends another. */
const HEADS = [
  '法定代表人', '法人代表', '实际控制人', '项目负责人', '主要负责人', '负责人', '一级调研员', '调研员', '主任科员', '一级科员', '科员', '办事员',
  '科长', '股长', '处长', '局长', '主任', '书记', '支书', '镇长', '乡长', '区长', '县长', '市长', '省长', '村长', '组长', '部长', '院长', '校长', '园长',
  '站长', '所长', '村民小组长', '小组长', '队长', '大队长', '中队长', '厂长', '场长', '社长', '行长', '馆长', '台长', '会长', '秘书长', '检察长', '庭长', '关长', '班长',
  '主席', '常委', '委员', '成员', '组员', '干事', '委', '董事长', '董事', '监事', '总经理', '经理', '总监', '总工程师', '总会计师', '工程师', '会计', '出纳',
  '文书', '监理', '法官', '检察官', '民警', '辅警', '警长', '教师', '老师', '教导主任', '医生', '医师', '护士', '护士长', '教授', '干部', '职工', '员工',
  '工作人员', '协管员', '网格员', '专干', '巡视员', '专员', '参事', '顾问', '助理', '秘书', '司机', '施工员', '报账员', '管理员', '护林员', '社工', '一把手', '领导',
].sort((a, b) => b.length - a.length);

const QUALIFIERS = '原|时任|现任|前任|前|曾任|拟任';
const DEGREES =
  '(?:主持(?:日常|全面|党务|行政)?工作的?|分管[\\p{Script=Han}]{1,8}的|常务|代理|代|挂职|第一|专职|兼职|驻村|名誉|执行|党政|退休|离休|在职|普通|正|副|总|原|前|老)';
const BODIES =
  '(?:党组|党委|党工委|党总支|党支部|总支|支部|机关党委|村党支部|社区党委|党建办|领导班子|班子|纪委|纪工委|纪检组|纪检监察组|监委|村委会|村民委员会|村委|居委会|村监委会|董事会|监事会|工会|团委|共青团|妇联|经联社|合作社|人大|政协|工委|政法|组织|宣传|统战|武装)';
const ROOM = '(?:(?![党镇乡村局]|支部|委员会)[\\p{Script=Han}]){1,10}?(?:科|股|室|处|部|组|班)';
const ANY_BODY = '[\\p{Script=Han}]{1,14}?(?:局|委|办|中心|站|所|队|院|校|村|社区|公司|镇|乡|会)';
const HEAD = `(?:${HEADS.join('|')})`;
const ITEM = `(?:${QUALIFIERS})?(?:${BODIES})?${DEGREES}{0,3}(?:${BODIES})?${DEGREES}{0,2}${HEAD}(?:（[^（）]{0,20}）)?`;
const FIRST = `(?:${ITEM}|(?:${ROOM})${DEGREES}{0,2}${HEAD})`;
const LATER = `(?:${FIRST}|(?:${ANY_BODY})(?:${BODIES})?${DEGREES}{0,2}${HEAD})`;
const JOIN = '(?:[、，,/]|兼任?|和|及|暨)';

/** A whole text that is one post or several joined: 党组成员、副局长; 副局长兼质安站站长. */
export const WHOLE_POST = new RegExp(`^${FIRST}(?:${JOIN}+${LATER}){0,5}$`, 'u');
/** A whole text that is posts without a room in front. */
export const WHOLE_PLAIN_POST = new RegExp(`^${ITEM}(?:${JOIN}+${LATER}){0,5}$`, 'u');
/** A post at the beginning of a text. */
export const LEADING_POST = new RegExp(`^${ITEM}(?:${JOIN}+${ITEM}){0,3}`, 'u');
/** 原, 时任, 前, 现任 before a unit or a post. */
export const LEADING_QUALIFIER = new RegExp(`^(${QUALIFIERS})(?=.)`, 'u');

/** Suffixes of bodies whose heads the inspection concerns; longest first. */
export const UNIT_SUFFIXES: readonly string[] = [
  '人民政府', '村民委员会', '居民委员会', '管理委员会', '人民法院', '人民检察院', '有限责任公司', '股份有限公司', '有限公司', '街道办事处', '办事处', '政府办公室',
  '委办公室', '党政办', '政府办', '委员会', '村委会', '居委会', '管委会', '指挥部', '领导小组', '派出所', '卫生院', '医院', '幼儿园', '小学', '中学', '学校', '学院',
  '大学', '高中', '初中', '职校', '党校', '敬老院', '福利院', '养老院', '检察院', '法院', '研究院', '设计院', '公司', '集团', '合作社', '信用社', '联社', '银行', '支行', '中心', '分局',
  '支队', '大队', '中队', '政府', '街道', '社区', '组织部', '宣传部', '统战部', '政法委', '纪委监委', '纪委', '监委', '编办', '区委', '县委', '市委', '省委', '党委', '工委',
  '人大', '政协', '总工会', '工会', '妇联', '团委', '残联', '工商联', '科协', '文联', '供销社', '粮站', '粮库', '林场', '农场', '水库', '电视台', '融媒体中心', '图书馆', '文化馆', '档案馆', '博物馆',
  '开发区', '园区', '局', '办', '委', '厅', '所', '站', '镇', '乡', '村', '厂', '协会', '学会', '商会', '项目部', '城投', '交投', '一中', '二中', '三中', '四中', '五中', '六中', '实小', '居', '队', '段',
].sort((a, b) => b.length - a.length);

const SUFFIX_AT_END = new RegExp(`(?:${UNIT_SUFFIXES.join('|')})$`, 'u');
/** Whether `text` ends like the name of a body and is more than that ending. */
export function endsLikeUnit(text: string): boolean {
  const found = SUFFIX_AT_END.exec(text);
  return found !== null && (found.index > 0 || found[0].length > 2) && !/(?:结局|格局|布局|难办|承办|主办|督办|交办|转办|委托|厕所|场所|车站|一队)$/u.test(text);
}
