import { type RawRow, type Refusal, SourceFields } from '#libs/contracts';
import { deletionRefusal, standingRefusal } from '#libs/text';

/** Persons managed above the county, supervision and inspection staff, and rows that the ledger itself has deleted. */
export function guardCaseManagement(row: RawRow): Refusal | undefined {
  const fields = new SourceFields(row.fields);
  const authority = fields.text('authority');
  const rank = fields.text('rankLevel') ?? fields.text('rank');
  const standing = { ...(authority ? { authority } : {}), ...(rank ? { rank } : {}) };
  const place = `${fields.text('unitAndPost') ?? ''} ${fields.text('reflectedName') ?? ''}`;
  return (
    standingRefusal(standing, place, { upper: 'authority', staff: 'unitAndPost' }) ??
    deletionRefusal(row.fields.deleteState)
  );
}
