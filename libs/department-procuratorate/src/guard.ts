import type { RawRow, Refusal } from '#libs/contracts';
import { isInspectionStaff, isUpperAuthority } from '#libs/text';
import { suspectsOf } from './suspects.js';

const MINOR: Refusal = {
  exclusion: 'MINOR',
  code: 'E-MINOR',
  message: '涉未成年人案件，未接收、未保存内容',
  remedy: '未成年人案件不在本系统报送',
};

/** Documents and words of juvenile cases; 附条件不起诉 exists for minors only (刑事诉讼法 art. 282). */
const JUVENILE =
  /未检|附条件不起诉|未成年(?:的)?(?:犯罪)?(?:嫌疑人|被告人|被害人|受害人|罪犯)|未成年人(?:涉嫌|犯罪|被害|刑事)|(?<!\d)(?:1[0-7]|\d)周?岁的?(?:犯罪)?(?:嫌疑人|被告人|被害人)/u;
const JUVENILE_NAME = /未成年|强奸幼女|猥亵儿童|拐卖儿童|奸淫幼女|虐待被监护/u;
const YOUNG = /(?<!\d)(?:1[0-7]|[1-9])周?岁/u;

const text = (row: RawRow, field: string): string =>
  typeof row.fields[field] === 'string' ? String(row.fields[field]) : '';

function isMinorCase(row: RawRow): boolean {
  if (row.fields.minorCase === true) return true;
  const prose = ['docNo', 'section', 'deptCaseNo', 'nonProsecution', 'summary', 'loophole', 'advice', 'suspects'];
  if (prose.some((field) => JUVENILE.test(text(row, field)))) return true;
  if (['caseName', 'charge', 'otherCharges'].some((field) => JUVENILE_NAME.test(text(row, field)))) return true;
  if (YOUNG.test(text(row, 'suspects'))) return true;
  const listed = row.fields.suspects;
  return Array.isArray(listed) && listed.some(isYoung);
}

function isYoung(suspect: unknown): boolean {
  if (typeof suspect !== 'object' || suspect === null) return false;
  const members = suspect as Record<string, unknown>;
  const age = Number(members.age ?? members.年龄 ?? Number.NaN);
  return members.isMinor === true || (Number.isFinite(age) && age < 18);
}

/** Cases of minors; people above the county's authority; people of the commission and the inspection office. */
export function guard(row: RawRow): Refusal | undefined {
  if (isMinorCase(row)) return MINOR;
  for (const { unit, post, rank } of suspectsOf(row.fields.suspects)) {
    const standing = `${unit ?? ''}${post ?? ''}`;
    if (isInspectionStaff(standing))
      return {
        exclusion: 'STAFF',
        code: 'E-STAFF',
        message: '涉案人员属于纪检监察或巡察机构，未接收、未保存内容',
        remedy: '请按专门渠道报送',
      };
    if (isUpperAuthority({ ...(rank ? { rank } : {}), post: standing }))
      return {
        exclusion: 'X1',
        code: 'E-AUTH-UPPER',
        message: '涉案人员超出本级干部管理权限，未接收、未保存内容',
        remedy: '请按管理权限径报上级',
      };
  }
  return undefined;
}
