import type { Checkability, DepartmentCode, Finding, Handling } from '#libs/contracts';

/** What became of a row. `newVersion` and `duplicate` are accepted ones. */
export type Outcome = 'accepted' | 'newVersion' | 'duplicate' | 'refused' | 'invalid';

/** One line of a receipt: one source row. No field quotes what was cut. */
export interface ReceiptItem {
  row: number;
  sheet?: string;
  sourceRecordId?: string;
  version?: number;
  outcome: Outcome;
  /** First finding, flat; all of them are in `findings`. */
  code?: string;
  field?: string;
  message?: string;
  remedy?: string;
  findings: Finding[];
  checkability?: { score: number; grade: string; reasons: string[] };
  /** The three cheapest supplements, most points first. */
  missing: string[];
  /** What was cut from this row, by kind. */
  cut: Record<string, number>;
  /** Restriction applied (01 使用限制), where it is not the general one. */
  handling?: Handling;
}

/** Sums of a delivery: accepted + refused + invalid = received; a duplicate is accepted too. */
export interface RowCounts {
  received: number;
  accepted: number;
  refused: number;
  invalid: number;
  duplicate: number;
  skipped: number;
}

export interface RecordCounts {
  new: number;
  newVersion: number;
  unchanged: number;
}

/** What a sheet was taken for. */
export interface SheetReport {
  name: string;
  layout?: string;
  unknownColumns: string[];
  hiddenRows: number;
}

/** End of a delivery: the whole receipt but for its items, which may be a million. */
export interface ReceiptSummary {
  department: DepartmentCode;
  /** The same for the same bytes of the same department. */
  receiptId: string;
  /** Trace of the request (W3C), to be quoted to the operator; each request has its own. */
  traceId?: string;
  submittedBy: string;
  approvedBy: string;
  /** True when the two names come from this machine's configuration and not from the delivery. */
  namesFromConfiguration: boolean;
  dryRun: boolean;
  rows: RowCounts;
  records: RecordCounts;
  sheets: SheetReport[];
  /** What was cut in all, by kind. */
  cut: Record<string, number>;
  /** Rows that are no records: totals, signatures, repeated headers. */
  skipped: { sheet: string; row: number; reason: string }[];
  /** Set when the whole delivery was refused; then nothing was accepted. */
  refusal?: { code: string; message: string; remedy?: string };
}

export const noRows = (): RowCounts => ({
  received: 0,
  accepted: 0,
  refused: 0,
  invalid: 0,
  duplicate: 0,
  skipped: 0,
});

/** Adds one item to the sums. */
export function countItem(rows: RowCounts, item: ReceiptItem): void {
  rows.received += 1;
  if (item.outcome === 'refused') rows.refused += 1;
  else if (item.outcome === 'invalid') rows.invalid += 1;
  else {
    rows.accepted += 1;
    if (item.outcome === 'duplicate') rows.duplicate += 1;
  }
}

/** Adds `more` to `total`, kind by kind. */
export function addCut(total: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [kind, count] of Object.entries(more)) total[kind] = (total[kind] ?? 0) + count;
}

/** The part of a score that a receipt shows. */
export function receiptScore(quality: Checkability): Pick<ReceiptItem, 'checkability' | 'missing'> {
  return {
    checkability: {
      score: quality.score,
      grade: quality.grade,
      reasons: quality.dimensions.map((part) => `${part.dim} ${part.points ?? '不适用'}/${part.max} ${part.reason}`),
    },
    missing: quality.missing.slice(0, 3).map((supplement) => `${supplement.text} +${supplement.gain}`),
  };
}
