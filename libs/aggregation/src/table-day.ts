const DAY = /^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?)?年?$/u;
const OPEN = /^(至今|现任|今|-|—)?$/u;

/** First or last day (`YYYY-MM-DD`) of what an office's table says: a day, a month or a year; `''` for an open end; nothing when it is no date. */
export function tableDay(text: string | undefined, end: 'first' | 'last'): string | undefined {
  const said = (text ?? '').trim();
  if (OPEN.test(said)) return '';
  const parts = DAY.exec(said);
  if (!parts) return undefined;
  const [year, month, day] = parts.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  const first = new Date(Date.UTC(Number(year), (month ?? 1) - 1, day ?? 1));
  const isReal = first.getUTCMonth() === (month ?? 1) - 1 && first.getUTCDate() === (day ?? 1);
  if (!isReal) return undefined;
  if (end === 'first' || day !== undefined) return iso(first);
  return iso(new Date(Date.UTC(Number(year), month ?? 12, 0)));
}

const iso = (at: Date): string => at.toISOString().slice(0, 10);
