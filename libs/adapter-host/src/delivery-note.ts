import { AppError, newId, sha256 } from '#libs/kernel';

export type Door = 'json' | 'ndjson' | 'file';

/** What is known of a delivery before its rows. */
export interface DeliveryNote {
  door: Door;
  /** SHA-256 of the delivered bytes; the same bytes are the same delivery. */
  digest: string;
  submittedBy: string;
  approvedBy: string;
  namesFromConfiguration: boolean;
  dryRun?: boolean;
}

/** A name that may stand in records and log: no control character, no half of a surrogate pair. */
const NAME = /^[^\p{C}]{1,100}$/u;

/** Checks the two names of a delivery (报送人, 审核人). @throws AppError `E-APPROVAL` */
export function checkNames(submittedBy: string, approvedBy: string): void {
  for (const name of [submittedBy, approvedBy]) {
    if (typeof name !== 'string' || name.trim() === '' || !NAME.test(name)) {
      throw new AppError('E-APPROVAL', 'invalid', '报送人或审核人的写法有误', '各填一个 100 字以内的姓名');
    }
  }
  if (submittedBy.trim() === approvedBy.trim()) {
    throw new AppError('E-APPROVAL', 'invalid', '报送人与审核人不能是同一人', '由另一人审核后提交');
  }
}

/** A batch id for a delivery whose bytes are not known beforehand (an open stream). */
export const streamDigest = (): string => sha256(newId());
