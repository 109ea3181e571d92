import type { RawRow, Refusal } from '#libs/contracts';
import { isInspectionStaff, isUpperAuthority } from '#libs/text';

const text = (row: RawRow, field: string): string => String(row.fields[field] ?? '');

const X1: Refusal = {
  exclusion: 'X1',
  code: 'E-AUTH-UPPER',
  message: '涉及人员超出本级干部管理权限，未接收、未保存内容',
  remedy: '请按管理权限径报上级',
};
const STAFF: Refusal = {
  exclusion: 'STAFF',
  code: 'E-STAFF',
  message: '涉及纪检监察或巡察机构人员，未接收、未保存内容',
  remedy: '请按专门渠道报送',
};

/** Fields of each sheet that name the people or the unit a row is about. */
const ABOUT: Record<string, { rank: string; posts: readonly string[]; units: readonly string[] }> = {
  projects: { rank: 'leaderRank', posts: ['leaderPost'], units: ['auditedUnit', 'leaderPost'] },
  problems: { rank: 'respRank', posts: ['respPerson'], units: ['respUnit', 'respPerson'] },
  transfers: { rank: '', posts: [], units: ['unit'] },
};

/**
 * Rows about people above the county's authority, or about the commission and the inspection office.
 * Of a transfer only rank bands are known: one person at 县处级 or above is enough.
 */
export function guard(row: RawRow): Refusal | undefined {
  if (Number(row.fields.personsBureau ?? 0) > 0 || Number(row.fields.personsCounty ?? 0) > 0) return X1;
  const about = ABOUT[row.kind];
  if (!about) return undefined;
  if (about.units.some((field) => isInspectionStaff(text(row, field)))) return STAFF;
  const rank = text(row, about.rank);
  if (about.posts.some((field) => isUpperAuthority({ rank, post: text(row, field) }))) return X1;
  return undefined;
}
