import type { Department, Finding, RowPlace } from '#libs/contracts';
import { AppError, type Clock, chinaDay, derivedId } from '#libs/kernel';
import { currentTrace, keepHeapSmall } from '#libs/observability';
import type { Database } from '#libs/persistence';
import { appendAudit } from '#libs/security';
import { accept, type Delivery, examine, type FitRecord, type Seen, type Taken } from './acceptance.js';
import { sendManifest } from './batch-manifest.js';
import type { DeliveryNote } from './delivery-note.js';
import type { Judging, WindowItem } from './judging-thread.js';
import { FileRefusal, type ReadItem } from './reading/index.js';
import { addCut, countItem, noRows, type ReceiptItem, type ReceiptSummary } from './receipt.js';
import { noteAllRefusals, type RefusedRecord } from './refusals.js';
import { type RowNote, settled, type WindowRecord, Windows } from './windows.js';

/** Records judged, written in one transaction, and answered together. Few, so that the engine frees them young. */
const RECORDS_AT_ONCE = 200;
keepHeapSmall();

/** More than a sheet or stream can have. */
const ROWS_OF_A_SHEET = 2 ** 40;

/** Gets receipt lines as they come to be, so that a delivery of a million rows needs no memory for them. */
export type ItemSink = (items: readonly ReceiptItem[]) => void | Promise<void>;

/** Is told how many rows ended how, once they are durable. */
export type OutcomeSink = (department: string, outcome: ReceiptItem['outcome'], rows: number) => void;

/**
 * guard → scrub → validate → normalise → score → one transaction → receipt, for one department and every door.
 * Reading (`reading/`) has already cut informant columns and scrubbed free text.
 */
export class Intake {
  constructor(
    private readonly db: Database,
    private readonly department: Department,
    private readonly division: string,
    private readonly clock: Clock,
    private readonly counted?: OutcomeSink,
  ) {}

  /**
   * Takes a delivery in. Rows that are wrong are reported, not thrown; a delivery that is refused whole comes back with `refusal`.
   * @throws AppError of kind `transient` when the database cannot write: what was written stays, and the same delivery resumes.
   */
  async take(note: DeliveryNote, items: AsyncIterable<ReadItem | WindowItem>, sink: ItemSink): Promise<ReceiptSummary> {
    const run = new IntakeRun(this.db, this.department, this.division, this.clock, note, sink, this.counted);
    return run.whole(items);
  }

  /** For a reading thread that is to take a part of the judging over; nothing for a department that no lib holds. */
  get judging(): { judging?: Judging } {
    const { lib, name } = this.department;
    return lib ? { judging: { lib, name, today: chinaDay(this.clock.now()), division: this.division } } : {};
  }
}

/** One delivery on its way. */
class IntakeRun {
  private readonly summary: ReceiptSummary;
  private readonly delivery: Delivery;
  private readonly today: string;
  private readonly windows: Windows;
  private readonly seen: Seen = new Map();

  constructor(
    private readonly db: Database,
    private readonly department: Department,
    private readonly division: string,
    clock: Clock,
    private readonly note: DeliveryNote,
    private readonly sink: ItemSink,
    private readonly counted?: OutcomeSink,
  ) {
    const now = clock.now();
    this.today = chinaDay(now);
    this.windows = new Windows(department);
    const batchId = derivedId('batch', department.code, note.digest);
    const { submittedBy, approvedBy, namesFromConfiguration } = note;
    const { code, sourceSystem } = department;
    const trace = currentTrace();
    this.delivery = {
      department: code,
      sourceSystem,
      batchId,
      submittedBy,
      approvedBy,
      at: now.toISOString(),
      ...(trace ? { traceparent: trace.traceparent } : {}),
    };
    this.summary = {
      department: code,
      receiptId: batchId,
      ...(trace ? { traceId: trace.traceId } : {}),
      submittedBy,
      approvedBy,
      namesFromConfiguration,
      dryRun: note.dryRun ?? false,
      rows: noRows(),
      records: { new: 0, newVersion: 0, unchanged: 0 },
      sheets: [],
      cut: {},
      skipped: [],
    };
  }

  async whole(items: AsyncIterable<ReadItem | WindowItem>): Promise<ReceiptSummary> {
    try {
      for await (const item of items) await this.read(item);
      await this.process(this.windows.end());
    } catch (error) {
      if (!(error instanceof FileRefusal)) throw error;
      if (this.summary.rows.received > 0) throw this.cutShort(error);
      await this.refuseWhole(error);
    }
    if (!this.note.dryRun) await this.writeBatch();
    return this.summary;
  }

  /** A reader that gives up after its first rows refuses nothing: those rows were taken. */
  private cutShort({ code, message, remedy }: FileRefusal): AppError {
    const { accepted, received } = this.summary.rows;
    return new AppError(code, 'invalid', `${message}；此前 ${received} 行已处理，收 ${accepted} 行`, remedy);
  }

  private async read(item: ReadItem | WindowItem): Promise<void> {
    if (item.type === 'sheet') {
      const { name, layout, unknownColumns, hiddenRows } = item;
      this.summary.sheets.push({ name, ...(layout ? { layout } : {}), unknownColumns, hiddenRows });
      this.windows.meetTable();
    } else if (item.type === 'skipped') {
      this.summary.rows.skipped += 1;
      if (this.summary.skipped.length < 1000) this.summary.skipped.push({ ...item.place, reason: item.reason });
    } else await this.process(item.type === 'window' ? item.records : this.windows.add(item.rows));
  }

  /** Works through records in the order of their rows, part by part: what is done with is let go, and other requests get their turn. */
  private async process(records: WindowRecord[]): Promise<void> {
    const order = this.order();
    if (records.length > RECORDS_AT_ONCE) records.sort((a, b) => order(placeOf(a)) - order(placeOf(b)));
    while (records.length > 0) {
      await this.processPart(records.splice(0, RECORDS_AT_ONCE));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Judges what is still open, and writes. */
  private async processPart(records: readonly WindowRecord[]): Promise<void> {
    const refused: RefusedRecord[] = [];
    const fit: Fit[] = [];
    const items: ReceiptItem[] = [];
    const context = { today: this.today, division: this.division };
    for (const one of records) {
      const known = settled(this.department, one, context);
      if (known.is === 'fit') fit.push(known);
      else if (known.is === 'invalid') items.push(...this.itemsOf(known.rows, 'invalid', known.findings));
      else {
        refused.push(known.refused);
        items.push(...this.itemsOf(known.rows, 'refused', [known.refused.refusal]));
      }
    }
    if (!this.note.dryRun) await noteAllRefusals(this.db, this.delivery, refused);
    if (fit.length > 0) items.push(...(await this.write(fit)));
    await this.emit(items);
  }

  private async write(part: readonly Fit[]): Promise<ReceiptItem[]> {
    const records = part.map(({ record }) => record);
    const taken = await this.decide(records);
    return part.flatMap(({ record, rows }, index) => {
      const result = taken[index] as Taken;
      if (result.outcome === 'conflict') return this.itemsOf(rows, 'invalid', [KEY_CONFLICT], record);
      const { records: sums } = this.summary;
      if (result.outcome === 'accepted') sums.new += 1;
      else if (result.outcome === 'newVersion') sums.newVersion += 1;
      else sums.unchanged += 1;
      const warnings = [...rows.flatMap((row) => row.warnings), ...record.warnings];
      return this.itemsOf(rows, result.outcome, warnings, record, result.version);
    });
  }

  private async decide(records: FitRecord[]): Promise<Taken[]> {
    const { delivery, seen } = this;
    const { dryRun } = this.note;
    const { taken, repeated, rows } = dryRun
      ? await this.db.read((statements) => examine(statements, delivery, records, seen))
      : await this.db.transaction((statements) => accept(statements, delivery, records, seen));
    for (const [recordId, hash] of repeated) seen.set(recordId, hash);
    // Nothing is written of a trial, so that what it would write is remembered instead.
    if (dryRun) for (const key of rows.key) seen.set(String(key.record_id), String(key.payload_hash));
    return taken;
  }

  private itemsOf(
    rows: readonly RowNote[],
    outcome: ReceiptItem['outcome'],
    findings: readonly Finding[],
    record?: FitRecord,
    version?: number,
  ): ReceiptItem[] {
    const [first] = findings;
    return rows.map((row, index) => {
      const cut = { ...row.cut };
      if (index === 0) addCut(cut, record?.cut ?? {});
      return {
        row: row.place.row,
        ...(row.place.sheet ? { sheet: row.place.sheet } : {}),
        ...(record ? { sourceRecordId: record.sourceRecordId } : {}),
        ...(version === undefined ? {} : { version }),
        outcome,
        ...(first ? plain(first) : {}),
        findings: findings.map(plain),
        ...(record?.score ?? { missing: [] }),
        cut,
        ...(record?.handling ? { handling: record.handling } : {}),
      };
    });
  }

  /** Where a row stands in its delivery: by sheet, then by number. */
  private order(): (place: Pick<ReceiptItem, 'sheet' | 'row'>) => number {
    const sheets = new Map(this.summary.sheets.map((sheet, index) => [sheet.name, index]));
    return ({ sheet, row }) => (sheets.get(sheet ?? '') ?? 0) * ROWS_OF_A_SHEET + row;
  }

  private async emit(items: ReceiptItem[]): Promise<void> {
    const order = this.order();
    items.sort((a, b) => order(a) - order(b));
    for (const item of items) {
      countItem(this.summary.rows, item);
      if (!this.note.dryRun) this.counted?.(this.summary.department, item.outcome, 1);
      addCut(this.summary.cut, item.cut);
    }
    if (items.length > 0) await this.sink(items);
  }

  private async refuseWhole(refusal: FileRefusal): Promise<void> {
    const { code, message, remedy } = refusal;
    this.summary.refusal = { code, message, ...(remedy ? { remedy } : {}) };
    if (this.note.dryRun) return;
    const { at, submittedBy, batchId } = this.delivery;
    await this.db.transaction((statements) =>
      appendAudit(statements, [
        {
          at,
          actor: submittedBy,
          action: 'delivery.refused',
          objectId: batchId,
          detail: { code, digest: this.note.digest },
        },
      ]),
    );
  }

  /** The same delivery keeps its row: the newest summary stands in it. */
  private async writeBatch(): Promise<void> {
    const { batchId, submittedBy, approvedBy, at } = this.delivery;
    const { rows, records, refusal } = this.summary;
    const summary = JSON.stringify({ rows, records, ...(refusal ? { refusal } : {}) });
    await this.db.transaction(async (statements) => {
      await statements.query('DELETE FROM intake_batch WHERE batch_id = ?', [batchId]);
      await statements.insert('intake_batch', [
        {
          batch_id: batchId,
          department: this.department.code,
          door: this.note.door,
          digest: this.note.digest,
          submitted_by: submittedBy,
          approved_by: approvedBy,
          started_at: at,
          ended_at: at,
          summary,
        },
      ]);
      if (!refusal) await sendManifest(statements, this.delivery, rows);
    });
  }
}

const placeOf = ({ rows: [first] }: WindowRecord): RowPlace => first?.place ?? { sheet: '', row: 0 };

type Fit = Extract<WindowRecord, { is: 'fit' }>;

const plain = ({ code, field, message, remedy }: Finding): Finding => ({
  code,
  ...(field ? { field } : {}),
  message,
  ...(remedy ? { remedy } : {}),
});

const KEY_CONFLICT: Finding = {
  code: 'E-KEY-CONFLICT',
  message: '同一批材料中该编号已出现过，内容不同',
  remedy: '核对编号；确为同一记录的，只保留正确的一行后重新提交',
};
