import { endsLikeUnit, UNIT_SUFFIXES } from './post-words.js';

const SUFFIX = new RegExp(UNIT_SUFFIXES.filter((suffix) => suffix.length > 1 || '局办委镇乡村站所厂'.includes(suffix)).join('|'), 'gu');
const NOT_UNIT =
  /^(?:该|本|我|贵|某|其|各|全|这|那|此|一个|有关|相关|上级|当地|各级|农|乡|城|进|驻|回|下|同|邻|外|到|本地|多个|几个|整个|所有)*(?:局|办|委|镇|乡|村|站|所|厂|公司|村委会|居委会|政府|单位|学校|中学|小学|医院|社区|街道|中心|派出所|银行|法院|办事处|委员会|集团|党委|检察院|大队|中队|幼儿园)$/u;
/** Where a walk to the left stops: function characters and words that do not stand in names of bodies. */
const STOP_CHARACTERS = new Set('的在到向由对与被找是把从给了去让及我你他她它该这那其将经为于以就也又并至等据称说或但而因');
const STOP_WORDS = /(?:反映|举报|投诉|要求|请求|希望|通过|关于|担任|有关|相关|利用|收受|指使|授意|作为|来自|根据|经过|联系|请问|原|时任|前|现任|发现|审计|检查|调查|属于|位于|住|自|和)(?=[\p{Script=Han}]{2,}$)/gu;
const FALSE_ENDING = /(?:结局|格局|布局|难办|承办|主办|督办|交办|转办|委托|委屈|厕所|场所|住所|车站|网站|怎么办|所有|所以|所谓|所在|所说|站在|办理|办法|办事|办公|委员)/u;

/** Expressions in prose that look like bodies (局, 委, 办, 中心, 镇, 村委会, 学校, 公司, 派出所 …), in order, without repeats. */
export function findUnits(text: string): string[] {
  const out: string[] = [];
  let floor = 0;
  SUFFIX.lastIndex = 0;
  for (const found of text.matchAll(SUFFIX)) {
    const end = found.index + found[0].length;
    if (FALSE_ENDING.test(text.slice(Math.max(0, end - 3), end + 1))) continue;
    const start = startOf(text, found.index, floor);
    if (start === undefined) continue;
    const unit = text.slice(start, end);
    if (unit.length < 3 || NOT_UNIT.test(unit) || !endsLikeUnit(unit)) continue;
    const previous = out.at(-1);
    if (previous !== undefined && floor === start && unit.startsWith(previous)) out[out.length - 1] = unit;
    else if (!out.includes(unit)) out.push(unit);
    floor = start;
  }
  return out;
}

function startOf(text: string, at: number, floor: number): number | undefined {
  let start = at;
  while (start > floor && at - start < 20) {
    const before = text[start - 1] as string;
    if (STOP_CHARACTERS.has(before) || !/[\p{Script=Han}A-Za-z0-9·]/u.test(before)) break;
    start--;
  }
  const span = text.slice(start, at);
  let cut = 0;
  for (const word of span.matchAll(STOP_WORDS)) cut = word.index + word[0].length;
  const from = start + cut;
  return from < at || text.slice(at, at + 2).length > 1 ? from : undefined;
}
