import type { RawRow, Refusal } from '#libs/contracts';
import { isInspectionStaff, isUpperAuthority, parseDay } from '#libs/text';
import { suspectsOf } from './suspects.js';

const MINOR: Refusal = {
  exclusion: 'MINOR',
  code: 'E-MINOR',
  message: '涉未成年人案件，未接收、未保存内容',
  remedy: '未成年人案件不在本系统报送',
};

/** Documents and words of juvenile cases; 附条件不起诉 exists for minors only (刑事诉讼法 art. 282). */
const JUVENILE =
  /未检(?![测查验修疫])|附条件不起诉|未成年(?:的)?(?:犯罪)?(?:嫌疑人|被告人|被害人|受害人|罪犯)|未成年人(?:涉嫌|犯罪|被害|刑事)|(?<!\d)(?:1[0-7]|\d)周?岁的?(?:犯罪)?(?:嫌疑人|被告人|被害人)/u;
const JUVENILE_NAME = /未成年|强奸幼女|猥亵儿童|拐卖儿童|奸淫幼女|虐待被监护/u;
const YOUNG = /(?<![\d十])(?:1[0-7]|[1-9]|十[一二三四五六七]?|[一二三四五六七八九])周?岁/u;
const ADULT_YEARS = 18;

const text = (row: RawRow, field: string): string =>
  typeof row.fields[field] === 'string' ? String(row.fields[field]) : '';

function isMinorCase(row: RawRow): boolean {
  if (row.fields.minorCase === true) return true;
  const prose = ['docNo', 'section', 'deptCaseNo', 'nonProsecution', 'summary', 'loophole', 'advice', 'suspects'];
  if (prose.some((field) => JUVENILE.test(text(row, field)))) return true;
  if (['caseName', 'charge', 'otherCharges'].some((field) => JUVENILE_NAME.test(text(row, field)))) return true;
  if (/未成年/u.test(text(row, 'suspects')) || YOUNG.test(text(row, 'suspects'))) return true;
  const listed = row.fields.suspects;
  return Array.isArray(listed) && listed.some((suspect) => isYoung(suspect, text(row, 'docDate')));
}

/** By the flag, a word beside the name, the age in digits or characters, or the birth date on the day of the document. */
function isYoung(suspect: unknown, docDate: string): boolean {
  if (typeof suspect === 'string') return /未成年/u.test(suspect) || YOUNG.test(suspect);
  if (typeof suspect !== 'object' || suspect === null) return false;
  const members = suspect as Record<string, unknown>;
  if (members.isMinor === true || /未成年/u.test(String(members.name ?? members.姓名 ?? ''))) return true;
  const age = members.age ?? members.年龄;
  if (age !== undefined && (Number(age) < ADULT_YEARS || YOUNG.test(`${String(age).replace(/周?岁$/u, '')}岁`)))
    return true;
  const born = parseDay(String(members.birthDate ?? members.出生日期 ?? ''));
  return born !== undefined && /^\d{4}/u.test(docDate) && docDate < yearsLater(born, ADULT_YEARS);
}

const yearsLater = (day: string, years: number): string => `${Number(day.slice(0, 4)) + years}${day.slice(4)}`;

/** Cases of minors; people above the county's authority; people of the commission and the inspection office. */
export function guard(row: RawRow): Refusal | undefined {
  if (isMinorCase(row)) return MINOR;
  for (const { name, unit, post, rank } of suspectsOf(row.fields.suspects)) {
    const standing = `${unit ?? ''}${post ?? ''} ${name ?? ''}`;
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
