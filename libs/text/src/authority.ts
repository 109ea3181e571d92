import { codeTable } from '#libs/contracts';

/** What a record says about the standing of a reported person. All as written. */
export interface Standing {
  /** T09b code or label */
  authority?: string;
  /** T08 code or label, or an older wording */
  rank?: string;
  /** Post, or unit and post in one. */
  post?: string;
}

const UPPER_RANK =
  /[省部厅]级|[正副](?:国|省|部|厅|局|处|县)(?:级|$)|县处级|厅局级|[处县]级[正副]职|地厅|[一二]级巡视员/u;
const NOT_THE_LEADER = '(?!秘书|信箱|助理|批示|接访|热线|办公室)';
/** Characters that make a place name of 区长…: 青禾区长江路. */
const NOT_A_PLACE = '(?![江城安征青春沙治宁乐兴寿岛虹桥风丰阳白河湖源期](?!某))';
const UPPER_POST = [
  '(?:中共)?(?<![社小园街])[区县旗]委(?:副书记|书记|常委)',
  `(?<![社小街片园校学矿])(?:副?[区县]长|副?旗长)${NOT_A_PLACE}`,
  '(?<![社小园街])[区县旗](?:人民代表大会|人大)(?:常委会|常务委员会)?(?:党组书记|副?主任(?!科员))',
  '(?<![社小园街])[区县旗]政协(?:党组书记|副?主席)',
  '[区县旗](?:人民)?(?:法院院长|检察院检察长)',
  `[省市州](?:委(?:副书记|书记|常委)|长${NOT_A_PLACE}|政协副?主席)`,
].join('|');
const UPPER = new RegExp(`(?:${UPPER_POST})${NOT_THE_LEADER}`, 'u');

const STAFF =
  /(?<!机关)(?:纪委监委|纪委|监委|监察委(?:员会)?|纪律检查委员会|纪检监察(?:组|室|工委)|纪工委|派驻.{0,12}组|巡[察视](?:办|组|机构|工作领导小组|联络办))(?!会?[移转]|交办|督办)/u;

/** The rank is 县处级副职 (132 of GB/T 12407-2008) or higher. */
export function isUpperRank(rank: string): boolean {
  const code = codeTable('T08').find(rank)?.code;
  if (code === undefined) return UPPER_RANK.test(rank);
  return (/^1\d\d$/u.test(code) && code <= '132') || code === 'J11' || code === 'J12';
}

/** The person is managed above the county: by the declared authority (T09b 1–3), the rank, or a post that is always so. */
export function isUpperAuthority(standing: Standing): boolean {
  const authority = standing.authority ? codeTable('T09b').find(standing.authority)?.code : undefined;
  if (authority !== undefined && authority <= '3') return true;
  if (standing.rank && isUpperRank(standing.rank)) return true;
  return standing.post !== undefined && UPPER.test(standing.post);
}

/** The unit or post belongs to a discipline commission, a dispatched group or an inspection office: another channel. */
export const isInspectionStaff = (unitAndPost: string): boolean => STAFF.test(unitAndPost);
