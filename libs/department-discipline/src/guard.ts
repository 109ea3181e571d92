import { type RawRow, type Refusal, SourceFields, textOf } from '#libs/contracts';
import { isInspectionStaff, isUpperAuthority } from '#libs/text';

const DELETED = new Set(['是', '1', 'true', '已删除', '删除']);

/** Who must not be reported here, and rows that the exporting system itself has deleted. Looks at raw values. */
export function guardDiscipline(row: RawRow): Refusal | undefined {
  const fields = new SourceFields(row.fields);
  const unit = fields.text('reportedUnit') ?? fields.text('unit') ?? '';
  const post = fields.text('reportedPost') ?? fields.text('responsiblePost') ?? '';
  const authority = fields.text('authority');
  const rank = fields.text('reportedRank');
  // Exports write 区长某某 into the name's own column.
  const name = fields.text('reportedName') ?? '';
  const standing = { ...(authority ? { authority } : {}), ...(rank ? { rank } : {}), post: `${unit}${post} ${name}` };
  if (isUpperAuthority(standing))
    return {
      code: 'E-AUTH-UPPER',
      exclusion: 'X1',
      field: authority ? 'authority' : rank ? 'reportedRank' : 'reportedPost',
      message: '被反映人超出县级干部管理权限',
      remedy: '按管理权限径报上级',
    };
  if (isInspectionStaff(`${unit} ${post} ${name}`))
    return {
      code: 'E-STAFF',
      exclusion: 'STAFF',
      field: 'reportedUnit',
      message: '被反映人系纪检监察或巡察机构人员',
      remedy: '请走内部监督专门渠道，不在本系统报送',
    };
  const deleted = textOf(row.fields.deleteState)?.toLowerCase() ?? (row.fields.deleteState === true ? '是' : '');
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
