import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Petition letters for measuring: distinct, of ordinary length, each with something to cut. The same number gives the same letter. */

const UNITS = [
  '区住建局',
  '区农业农村局',
  '区市场监管局',
  '云岭镇政府',
  '区交通运输局',
  '区教育局',
  '区民政局',
  '区水务局',
];
const SURNAMES = ['张', '王', '李', '赵', '陈', '杨', '周', '吴', '郑', '孙'];
const GIVEN = ['建国', '丽华', '志强', '秀英', '海涛', '晓东', '玉兰', '文斌', '春生', '桂芳'];
const POSTS = ['副局长', '办公室主任', '工程科科长', '财务科科长', '副镇长', '站长'];
const ACTS = [
  '在道路改造工程招标中收受施工企业现金，帮助其中标',
  '虚列劳务费套取专项资金，用于发放津补贴',
  '安排亲属承揽绿化项目，未经公开招标',
  '截留惠农补贴，以他人名义领取',
  '违规将门面低价出租给关系人，租金长期不入账',
];
const PLACES = ['和顺路', '青莲大道', '沿河片区', '老城菜市场', '云岭村', '东塘小区', '职教园区', '滨河公园'];

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;

/** Letter number `n` in the national petition field set. */
export function letter(n: number): Record<string, string | number> {
  const unit = pick(UNITS, n);
  const name = pick(SURNAMES, n * 7) + pick(GIVEN, Math.floor(n / 10));
  const post = pick(POSTS, n * 3);
  const year = 2019 + (n % 5);
  const month = 1 + (n % 12);
  const place = `${pick(PLACES, n)}${1 + (n % 97)}号`;
  const amount = 1 + (n % 89);
  return {
    xfjbh: `20240000${String(n).padStart(9, '0')}`,
    xfrq: `2024-0${1 + (n % 6)}-1${n % 9}`,
    xfxs: '来信',
    xfrs: 1,
    xm: pick(SURNAMES, n) + pick(GIVEN, n),
    sjh: `138${String(10_000_000 + n)}`,
    xfmddm: '揭发控告',
    nrfldm: '纪检监察',
    bfyrhdw: `${unit}${post}${name}`,
    gkxx: `反映${unit}${post}${name}${pick(ACTS, n)}`,
    tsnr:
      `尊敬的领导：我叫${pick(SURNAMES, n)}${pick(GIVEN, n)}，电话138${String(10_000_000 + n)}。${year}年${month}月，${unit}${post}${name}` +
      `${pick(ACTS, n)}，涉及${place}项目，金额约${amount}万元，合同编号QH-${year}-${String(n).padStart(6, '0')}，` +
      `当时的会议纪要和付款凭证可以核对，第${n}号材料已附后，请组织调查处理。`,
  };
}

/** Writes letters 0 to `count` as NDJSON, line by line. */
export function writeLetters(path: string, count: number): Promise<void> {
  return pipeline(Readable.from(lines(count)), createWriteStream(path));
}

function* lines(count: number): Generator<string> {
  for (let n = 0; n < count; n++) yield `${JSON.stringify(letter(n))}\n`;
}
