import { codeTable } from './code-tables.js';
import type { Refusal } from './department.js';

/** What a row says of the reflected person, in the department's own words. */
export interface Standing {
  /** T09b code or label. */
  authority?: string;
  /** T08 code or label. */
  rank?: string;
  unit?: string;
  post?: string;
}

const UPPER_AUTHORITY = new Set(['1', '2', '3']);
/** Ranks down to deputy county level, and the two classes of 巡视员 (公务员法 art. 19). */
const UPPER_RANK = /^(?:1[0-2]\d|13[12]|J1[12])$/u;
/** County leaders; a city or province manages them whatever the row says. */
const COUNTY_LEADER =
  /(?<![社小校园厂发])[县区市旗]委(?:副?书记|常委)|(?:^|[县区市旗、]|政府)副?[县区旗]长(?![期途度]|助理)|(?:^|[县区市旗、])(?:人大常委会副?主任|政协副?主席)|[县区市旗](?:纪委|监委|纪委监委|纪律检查委员会|监察委员会)(?:书记|主任)/u;
/** Bodies of supervision and inspection themselves. 机关纪委, 镇纪委 and the like belong to the unit and are not meant. */
const INSPECTION_BODY =
  /(?:^|[省市县区旗])(?:纪委|监委|纪检委|纪律检查委员会|监察委|监察委员会)|纪委监委|巡[察视](?:办|组|工作|机构|领导)|派[驻出].{0,20}纪检监察组/u;

const UPPER: Refusal = {
  code: 'E-AUTH-UPPER',
  exclusion: 'X1',
  message: '被反映人超出县级干部管理权限',
  remedy: '按管理权限径报上级，不在本系统报送',
};

const STAFF: Refusal = {
  code: 'E-STAFF',
  exclusion: 'STAFF',
  message: '被反映人系纪检监察或巡察机构人员',
  remedy: '请通过内部监督专门渠道报送，不在本系统报送',
};

/**
 * Refusal of a record about somebody above the county, or about supervision and inspection staff; nothing when it may enter.
 * Unknown labels refuse nothing: the record class reports them.
 */
export function refuseStanding({ authority, rank, unit = '', post = '' }: Standing): Refusal | undefined {
  const place = `${unit} ${post}`;
  const authorityCode = authority === undefined ? undefined : codeTable('T09b').find(authority)?.code;
  if (authorityCode !== undefined && UPPER_AUTHORITY.has(authorityCode)) return { ...UPPER, field: 'authority' };
  const rankCode = rank === undefined ? undefined : codeTable('T08').find(rank)?.code;
  if (rankCode !== undefined && UPPER_RANK.test(rankCode)) return { ...UPPER, field: 'rank' };
  if (COUNTY_LEADER.test(unit + post) || COUNTY_LEADER.test(post)) return { ...UPPER, field: 'post' };
  return INSPECTION_BODY.test(place) ? { ...STAFF, field: 'unit' } : undefined;
}
