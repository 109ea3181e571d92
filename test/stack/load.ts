import type { DepartmentCode } from '#libs/contracts';
import { letter } from '../bench/letters.js';

type Fields = Record<string, string | number | boolean>;

/** Records of each department for measuring and for faults: distinct, of ordinary length. The same number gives the same record. */
const RECORDS: Partial<Record<DepartmentCode, (n: number, text: Text) => Fields>> = {
  PET: (n) => letter(n),
  DIS: (n, { title, body, unit, post, name }) => ({
    信访编号: `青纪信2024${pad(n)}`,
    收件日期: day(n),
    来源渠道: '来信',
    '实名/匿名/联名': '匿名',
    被举报人姓名: name,
    单位: unit,
    职务: post,
    反映的主要问题: `${title}。${body}`,
    问题性质: '廉洁纪律',
  }),
  CMG: (n, { title, body, unit, post, name }) => ({
    线索编码: `99010120240${pad(n)}`,
    人员编码: `R${pad(n)}`,
    被反映人: name,
    单位及职务: `${unit}${post}`,
    职级: '乡科级副职',
    干部管理权限: '县管',
    受理时间: day(n),
    主要问题线索: `${title}。${body}`,
    案件来源: '信访举报',
    违纪行为: '廉洁纪律',
  }),
  AUD: (n, { title, body, unit, post, name }) => ({
    问题编号: `青审报〔2024〕1号#${n}`,
    问题摘要: title.slice(0, 60),
    问题描述: body,
    问题类别: '工程招投标',
    问题金额: `${1 + (n % 89)}万元`,
    责任单位: unit,
    责任人及职务: `${name}（${post}）`,
    是否移送: '否',
    审计报告文号: '青审报〔2024〕1号',
  }),
  PRO: (n, { title, body, unit, post, name }) => ({
    记录类别: '监督线索',
    部门受案号: `青检部受〔2024〕${n}号`,
    文书日期: day(n),
    涉及单位: unit,
    犯罪嫌疑人: `${name}（${unit}${post}）`,
    案情摘要: `${title}。${body}`,
    是否已移送监委: '是',
    移送监委文号: `青检移〔2024〕${n}号`,
  }),
};

interface Text {
  title: string;
  body: string;
  unit: string;
  post: string;
  name: string;
}

const pad = (n: number): string => String(n).padStart(7, '0');
const day = (n: number): string => `2024-0${1 + (n % 6)}-1${n % 9}`;

function textOf(n: number): Text {
  const { gkxx, tsnr, bfyrhdw } = letter(n) as Record<string, string>;
  const [, unit = '', post = '', name = ''] =
    /^(.*?(?:局|镇政府))(副局长|办公室主任|工程科科长|财务科科长|副镇长|站长)(.*)$/u.exec(bfyrhdw ?? '') ?? [];
  return { title: gkxx ?? '', body: (tsnr ?? '').replace(/^.*?。/u, ''), unit, post, name };
}

/** Records `from` to `from + count` of a department as NDJSON. */
export function ndjson(department: DepartmentCode, from: number, count: number): Buffer {
  const make = RECORDS[department];
  if (!make) throw new Error(`no records of ${department}`);
  const lines = Array.from({ length: count }, (_, index) => JSON.stringify(make(from + index, textOf(from + index))));
  return Buffer.from(`${lines.join('\n')}\n`);
}
