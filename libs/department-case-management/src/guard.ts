import { type RawRow, type Refusal, SourceFields } from '#libs/contracts';
import { isInspectionStaff, isUpperAuthority } from '#libs/text';

const DELETED = new Set(['是', '1', 'true', '已删除', '删除']);

/** Persons managed above the county, supervision and inspection staff, and rows that the ledger itself has deleted. */
export function guardCaseManagement(row: RawRow): Refusal | undefined {
  const fields = new SourceFields(row.fields);
  const authority = fields.text('authority');
  const rank = fields.text('rankLevel') ?? fields.text('rank');
  const place = fields.text('unitAndPost') ?? '';
  const name = fields.text('reflectedName') ?? '';
  if (isUpperAuthority({ ...(authority ? { authority } : {}), ...(rank ? { rank } : {}), post: `${place} ${name}` }))
    return {
      code: 'E-AUTH-UPPER',
      exclusion: 'X1',
      field: 'authority',
      message: '被反映人超出县级干部管理权限',
      remedy: '按管理权限径报上级',
    };
  if (isInspectionStaff(place) || isInspectionStaff(name))
    return {
      code: 'E-STAFF',
      exclusion: 'STAFF',
      field: 'unitAndPost',
      message: '被反映人系纪检监察或巡察机构人员',
      remedy: '请走内部监督专门渠道，不在本系统报送',
    };
  const deleted = fields.text('deleteState')?.toLowerCase() ?? (row.fields.deleteState === true ? '是' : '');
  return DELETED.has(deleted)
    ? {
        code: 'E-DELETED',
        exclusion: 'X2',
        field: 'deleteState',
        message: '该行在来源系统中已删除',
        remedy: '无需报送；如系误删，请恢复后重新导出',
      }
    : undefined;
}
