import { readFileSync } from 'node:fs';
import type { Department } from '#libs/contracts';
import { fixedClock, sha256 } from '#libs/kernel';
import { Database } from '#libs/persistence';
import { SECURITY_MIGRATIONS, verifyAudit } from '#libs/security';
import { dropTestDatabase, testTarget } from '#libs/testkit';
import type { DeliveryNote } from './delivery-note.js';
import { Intake } from './intake.js';
import { INTAKE_MIGRATIONS } from './migrations.js';
import { type ReadItem, readHere, readJson, readNdjson } from './reading/index.js';
import type { ReceiptItem, ReceiptSummary } from './receipt.js';

/** A receipt with all its lines. */
export type WholeReceipt = ReceiptSummary & { items: ReceiptItem[] };

const ID_KEY = 'adapter under test';

/** Tables of an adapter. */
const TABLES = ['intake_batch', 'intake_record', 'intake_key', 'outbox', 'intake_refusal', 'audit_entry'] as const;

type Table = (typeof TABLES)[number];

/** One department's intake on a database of its own, with every door as a method. Only for specs. */
export class AdapterUnderTest {
  private constructor(
    readonly db: Database,
    private readonly department: Department,
    private readonly path: string,
  ) {}

  static async open(department: Department, path: string): Promise<AdapterUnderTest> {
    const db = await Database.open(testTarget(path), [...SECURITY_MIGRATIONS, ...INTAKE_MIGRATIONS]);
    return new AdapterUnderTest(db, department, path);
  }

  /** Closes the database; one on a server is dropped. */
  async close(): Promise<void> {
    await this.db.close();
    await dropTestDatabase(this.path);
  }

  json(value: unknown, note: Partial<DeliveryNote> = {}): Promise<WholeReceipt> {
    const body = typeof value === 'string' ? value : JSON.stringify(value);
    return this.take(readJson(body, this.options), { door: 'json', digest: sha256(body), ...note });
  }

  /** Records of a stream, a line each; texts go as they are. */
  ndjson(lines: readonly unknown[], note: Partial<DeliveryNote> = {}): Promise<WholeReceipt> {
    const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
    const stream = (async function* () {
      yield Buffer.from(`${text}\n`);
    })();
    return this.take(readNdjson(stream, this.options), { door: 'ndjson', digest: sha256(text), ...note });
  }

  file(bytes: Uint8Array | string, note: Partial<DeliveryNote> = {}): Promise<WholeReceipt> {
    const body = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    return this.take(readHere(body, this.options), { door: 'file', digest: sha256(body), ...note });
  }

  async count(table: Table): Promise<number> {
    const [row] = await this.db.read((statements) =>
      statements.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`),
    );
    return Number(row?.n);
  }

  /** Rows of each table; `events` are the waiting events that carry records, without the manifests of deliveries. */
  async counts(): Promise<Record<Table | 'events', number>> {
    const pairs: [string, number][] = [];
    for (const table of TABLES) pairs.push([table, await this.count(table)]);
    const [row] = await this.db.read((statements) =>
      statements.query<{ n: number }>(
        "SELECT COUNT(*) AS n FROM outbox JOIN intake_record ON record_id = aggregateid AND json_extract(outbox.payload, '$.data.sourceVersion') = version",
      ),
    );
    return Object.fromEntries([...pairs, ['events', Number(row?.n)]]) as Record<Table | 'events', number>;
  }

  /** Payloads as stored, newest version of each record last. */
  async payloads(): Promise<{ id: string; version: number; payload: Record<string, unknown> }[]> {
    const rows = await this.db.read((statements) =>
      statements.query<{ id: string; version: number; payload: string }>(
        'SELECT source_record_id AS id, version, payload FROM intake_record ORDER BY source_record_id, version',
      ),
    );
    return rows.map((row) => ({ ...row, payload: JSON.parse(row.payload) as Record<string, unknown> }));
  }

  /** Everything that lies in the database: the bytes of its files read like text, or on a server every row. */
  async stored(): Promise<string> {
    if (typeof testTarget(this.path) === 'string')
      return ['', '-wal', '-shm'].map((end) => readFileSync(`${this.path}${end}`, 'utf8')).join('\n');
    const rows = TABLES.map((table) => this.db.read((statements) => statements.query(`SELECT * FROM ${table}`)));
    return JSON.stringify(await Promise.all(rows));
  }

  async auditIsWhole(): Promise<boolean> {
    const report = await this.db.read((statements) => verifyAudit(statements, []));
    return report.brokenAt === undefined;
  }

  private get options() {
    return { layouts: this.department.layouts, idKey: ID_KEY };
  }

  private async take(
    items: AsyncIterable<ReadItem>,
    note: Pick<DeliveryNote, 'door' | 'digest'> & Partial<DeliveryNote>,
  ): Promise<WholeReceipt> {
    const lines: ReceiptItem[] = [];
    const intake = new Intake(this.db, this.department, '990101', fixedClock('2024-05-16T00:00:00Z'));
    const whole = { submittedBy: '甲', approvedBy: '乙', namesFromConfiguration: false, ...note };
    const summary = await intake.take(whole, items, (more) => void lines.push(...more));
    return { ...summary, items: lines };
  }
}
