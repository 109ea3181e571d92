/** A grade of state secret with a star or a term: 机密★10年, 秘密 5年, 绝密☆. */
const GRADE_WITH_TERM =
  /(?:绝\s{0,4}密|机\s{0,4}密|秘\s{0,4}密)\s{0,4}(?:级\s{0,4})?(?:[★☆✩⭐✭]|(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s{0,4}(?:年|个?月|天)|长\s{0,2}期|至\s{0,2}\d{4}年)/u;
const GRADE_ALONE =
  /^[【[（(〔《]?(?:密级[:：])?(?:绝密|机密|秘密)(?:级|件|文件|级文件)?(?:[、·,，/]?(?:特急|特提|加急|急件|平急))?[】\])）〕》]?$/u;
const URGENT_FIRST = /^(?:特急|特提|加急|急件)[、·,，/]?(?:绝密|机密|秘密)(?:级|件)?$/u;

/**
 * Whether a cell, sheet name, header, property or JSON value carries a state-secret mark (保守国家秘密法, 国家秘密定密管理规定):
 * grade with ★ or term anywhere, or the grade as the whole content. A grade inside prose (商业机密, 泄露国家秘密罪) is no mark.
 */
export function isSecrecyMark(text: string): boolean {
  if (!text.includes('密')) return false;
  const flat = text.normalize('NFKC').replace(/[\u200b-\u200f\u2060\ufeff]/gu, '');
  if (GRADE_WITH_TERM.test(flat)) return true;
  if (flat.length > 60) return false;
  const whole = flat.replace(/\s+/gu, '');
  return GRADE_ALONE.test(whole) || URGENT_FIRST.test(whole);
}
