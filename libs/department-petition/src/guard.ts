import { type RawRow, type Refusal } from '#libs/contracts';
import { isInspectionStaff, isUpperAuthority } from '#libs/text';
import { ACCUSATION, purposeOf } from './purpose.js';

const text = (row: RawRow, field: string): string => String(row.fields[field] ?? '');

/**
 * Accusations against people above the county's authority, or against the commission and the inspection office.
 * Petitions of another purpose become numbers only, so that they need no guard; rows of art. 41 name units.
 */
export function guard(row: RawRow): Refusal | undefined {
  if (row.kind !== 'letters' || purposeOf(text(row, 'purpose')) !== ACCUSATION) return undefined;
  const [reflected, post, rank] = [text(row, 'reflected'), text(row, 'reflectedPost'), text(row, 'reflectedRank')];
  if (isInspectionStaff(reflected) || isInspectionStaff(post))
    return {
      exclusion: 'STAFF',
      code: 'E-STAFF',
      message: '被反映人属于纪检监察或巡察机构，未接收、未保存内容',
      remedy: '请按专门渠道报送',
    };
  if (isUpperAuthority({ rank, post: `${reflected} ${post}` }))
    return {
      exclusion: 'X1',
      code: 'E-AUTH-UPPER',
      message: '被反映人超出本级干部管理权限，未接收、未保存内容',
      remedy: '请按管理权限径报上级',
    };
  return undefined;
}
