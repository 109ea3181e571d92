import type { Refusal } from '#libs/contracts';
import { isInspectionStaff, isUpperAuthority, type Standing } from './authority.js';

/** Fields that a refusal names, in the department's own words. */
export interface StandingFields {
  upper: string;
  staff: string;
}

/**
 * Refusal of a person by standing: above the county's authority, or of the commission and the inspection office.
 * `place` is all that says where the person works, name included: exports write 区长某某 into the name's own column.
 */
export function standingRefusal(standing: Standing, place: string, fields: StandingFields): Refusal | undefined {
  if (isUpperAuthority({ ...standing, post: place }))
    return {
      code: 'E-AUTH-UPPER',
      exclusion: 'X1',
      field: fields.upper,
      message: '被反映人超出县级干部管理权限',
      remedy: '按管理权限径报上级',
    };
  if (isInspectionStaff(place))
    return {
      code: 'E-STAFF',
      exclusion: 'STAFF',
      field: fields.staff,
      message: '被反映人系纪检监察或巡察机构人员',
      remedy: '请走内部监督专门渠道，不在本系统报送',
    };
  return undefined;
}

const DELETED = new Set(['是', '1', 'true', '已删除', '删除']);

/** Refusal of a row that the exporting system itself has deleted; `state` is its 删除状态 as read. */
export function deletionRefusal(state: unknown): Refusal | undefined {
  const word =
    state === true
      ? '是'
      : String(state ?? '')
          .trim()
          .toLowerCase();
  if (!DELETED.has(word)) return undefined;
  return {
    code: 'E-DELETED',
    exclusion: 'X2',
    field: 'deleteState',
    message: '该行在来源系统中已删除',
    remedy: '无需报送；如系误删，请恢复后重新导出',
  };
}
