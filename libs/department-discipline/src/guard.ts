import { type RawRow, type Refusal, SourceFields } from '#libs/contracts';
import { deletionRefusal, standingRefusal } from '#libs/text';

/** Who must not be reported here, and rows that the exporting system itself has deleted. Looks at raw values. */
export function guardDiscipline(row: RawRow): Refusal | undefined {
  const fields = new SourceFields(row.fields);
  const unit = fields.text('reportedUnit') ?? fields.text('unit') ?? '';
  const post = fields.text('reportedPost') ?? fields.text('responsiblePost') ?? '';
  const authority = fields.text('authority');
  const rank = fields.text('reportedRank');
  const standing = { ...(authority ? { authority } : {}), ...(rank ? { rank } : {}) };
  const upper = authority ? 'authority' : rank ? 'reportedRank' : 'reportedPost';
  const place = `${unit}${post} ${fields.text('reportedName') ?? ''}`;
  return standingRefusal(standing, place, { upper, staff: 'reportedUnit' }) ?? deletionRefusal(row.fields.deleteState);
}
