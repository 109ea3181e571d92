import { endsLikeUnit, UNIT_SUFFIXES } from './post-words.js';
import { afterLastStopWord } from './stop-words.js';

const SUFFIX = new RegExp(UNIT_SUFFIXES.join('|'), 'gu');
const NOT_UNIT =
  /^(?:该|本|我|贵|某|其|各|全|这|那|此|一个|有关|相关|上级|当地|各级|农|乡|城|进|驻|回|下|同|邻|外|到|本地|多个|几个|整个|所有|找|请|当时|第[一二三四]|多所|两个|小)*(?:局|办|委|镇|乡|村|站|所|厂|公司|村委会|居委会|政府|单位|学校|中学|小学|医院|社区|街道|中心|派出所|银行|法院|检察院|办事处|委员会|集团|党委|大队|中队|幼儿园|项目部|大学|高中|初中|指挥部|分局|工会|园区|队|段|居|城镇|乡镇|小城镇|行政村|高中|老乡|厂|工厂|砖厂|分公司|业委会|业主委员会|部门|物业公司)$/u;
/** Function characters that end a walk to the left. */
const STOP_CHARACTERS = new Set(
  '的在到向由对被找是把从给了去让我你他她它该这那其将经为于以就也又并至等据称说或但而因请',
);
/** A division written by a letter (A市, B3区) begins the name, unless a division stands in front of it. */
const LETTER_DIVISION = /(?<![省市州])[A-Z]\d{0,2}[省市县区]/u;
const JOINERS = '和与及跟、';
/** Words that only look like the end of a body's name: they end with its last character or go on behind it. */
const FALSE_ENDING = new Set(
  '城乡 返乡 下乡 回乡 老乡 家乡 故乡 他乡 同乡 梦乡 思乡 小镇 城镇 乡镇 集镇 村镇 农村 乡村 中村 新村 一村 二村 三村 各村 结局 格局 布局 难办 承办 主办 督办 交办 转办 协办 自办 委屈 厕所 场所 住所 车站 网站 所有 所以 所谓 所在 所说 站在 办理 办法 办公 居民 居住 居然 队伍 段时 所需 所得 局面 局长 站长 所长 队长 办了 村民 村支 镇长 乡长 乡亲 厂长 厂房 委托 委员 办事 办案 办证 阶段 手段 一段 段子 邻居 定居 乡里 村里 镇里 局里 厂里 站里 所里 委派'.split(
    ' ',
  ),
);
const LONGEST = 20;

/** Expressions in prose that look like bodies (局, 委, 办, 中心, 镇, 村委会, 学校, 公司, 派出所 …), in order, without repeats. */
export function findUnits(text: string): string[] {
  const out = new Map<number, string>();
  let previous = { start: 0, end: 0 };
  for (const found of text.matchAll(SUFFIX)) {
    const end = found.index + found[0].length;
    const single = found[0].length === 1;
    if (single && (FALSE_ENDING.has(text.slice(end - 2, end)) || FALSE_ENDING.has(text.slice(end - 1, end + 1))))
      continue;
    const start = startOf(text, found.index, previous);
    const unit = text.slice(start, end);
    previous = { start, end };
    if (unit.length < 3 || NOT_UNIT.test(unit) || !endsLikeUnit(unit)) continue;
    out.set(start, unit);
  }
  return [...new Set(out.values())];
}

/** Where the name that ends with the suffix at `at` begins: behind a function word, or with the body it belongs to (住建局 质安站). */
function startOf(text: string, at: number, previous: { start: number; end: number }): number {
  let start = at;
  const floor = Math.max(previous.end, at - LONGEST);
  while (start > floor) {
    const before = text[start - 1] as string;
    if (STOP_CHARACTERS.has(before) || !/[\p{Script=Han}A-Za-z0-9·]/u.test(before)) break;
    start--;
  }
  const reached = start === previous.end && previous.end > 0;
  if (reached && JOINERS.includes(text[start] ?? '') && start < at) return start + 1;
  const cut = afterLastStopWord(text, start, at);
  if (reached && cut === start && at - start <= 8) return previous.start;
  const division = LETTER_DIVISION.exec(text.slice(cut, at));
  return division ? cut + division.index : cut;
}
