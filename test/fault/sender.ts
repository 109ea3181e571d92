import type { Department } from '#libs/contracts';
import { DEPARTMENTS } from '#libs/embedded';
import { ndjson } from '../stack/load.js';
import type { Services } from '../stack/services.js';
import { pause } from './chance.js';

/** What a receipt promised: the row's record and its version. */
export interface Promised {
  department: Department;
  sourceRecordId: string;
  version: number;
}

/** An answer that was no receipt. */
export interface Failed {
  status: number;
  type: string;
  code: string;
}

interface Receipt {
  items: { sourceRecordId?: string; version?: number; outcome: string }[];
  rows?: { received: number; accepted: number; refused: number; invalid: number };
}

/** The field that a second version of a record differs in. */
const BODY: Readonly<Record<string, string>> = {
  PET: 'tsnr',
  DIS: '反映的主要问题',
  CMG: '主要问题线索',
  AUD: '问题描述',
  PRO: '案情摘要',
};

const SUPPLEMENT = '后又补充反映：相关凭证已由财务科留存。';

/**
 * The departments: send records, keep every receipt, and send again what got no answer, as long as it takes.
 * One in ten records comes a second time with more text, one row in twenty lacks what it must have, one in fifty is secret.
 */
export class Sender {
  /** By department, number and version. */
  readonly promised = new Map<string, Promised>();
  /** Sums of the last receipt of each delivery; each delivery counts once, however often it was sent. */
  readonly rows = { sent: 0, accepted: 0, refused: 0, invalid: 0 };
  readonly failed: Failed[] = [];
  unanswered = 0;
  /** Different deliveries that got a receipt. */
  deliveries = 0;
  private readonly next = new Map<string, number>();

  constructor(
    private readonly services: Services,
    private readonly departments: readonly Department[] = DEPARTMENTS,
    private readonly patienceMs = 180_000,
  ) {}

  /** Sends `each` records of every department in deliveries of `inOne`; all departments at once. */
  async send(each: number, inOne = 25): Promise<void> {
    await Promise.all(
      this.departments.map(async (department) => {
        for (let done = 0; done < each; done += inOne) await this.deliver(department, Math.min(inOne, each - done));
      }),
    );
  }

  /** Sends deliveries of `inOne` until told to stop, at most `most` records a department; then the same ones again and again. */
  sendUntil(stopped: () => boolean, { inOne = 20, most = 600, pauseMs = 20 } = {}): Promise<unknown> {
    const load = Promise.all(
      this.departments.map(async (department) => {
        const old: Buffer[] = [];
        while (!stopped()) {
          const fresh = (this.next.get(department.code) ?? 0) < most;
          if (fresh) old.push(await this.deliver(department, inOne));
          else await this.insist(department, old[Math.floor(old.length / 2)] as Buffer);
          await pause(fresh ? pauseMs : 10 * pauseMs);
        }
      }),
    );
    // Whoever waits for it later gets the error; until then nobody does.
    load.catch(() => undefined);
    return load;
  }

  /** One new delivery. */
  async deliver(department: Department, count: number): Promise<Buffer> {
    const from = this.next.get(department.code) ?? 0;
    this.next.set(department.code, from + count);
    const body = bodyOf(department, from, count);
    const receipt = await this.insist(department, body);
    this.count(receipt, body.toString().trim().split('\n').length);
    return body;
  }

  /** A file of samples; it has to be taken at once. */
  async file(department: Department, body: Buffer): Promise<void> {
    const receipt = await this.once(department, body, 'files');
    if (!receipt?.rows) throw new Error(`${department.name} did not take a sample file`);
    this.count(receipt, receipt.rows.received);
  }

  private count({ rows }: Receipt, sent: number): void {
    this.deliveries += 1;
    this.rows.sent += sent;
    this.rows.accepted += rows?.accepted ?? 0;
    this.rows.refused += rows?.refused ?? 0;
    this.rows.invalid += rows?.invalid ?? 0;
  }

  /** Sends the same bytes until there is a whole receipt. */
  private async insist(department: Department, body: Buffer): Promise<Receipt> {
    const until = performance.now() + this.patienceMs;
    for (let tries = 0; performance.now() < until; tries++) {
      const receipt = await this.once(department, body);
      if (receipt?.rows) return receipt;
      await pause(Math.min(50 * 2 ** tries, 1000));
    }
    throw new Error(`${department.name} gave no receipt within ${this.patienceMs} ms`);
  }

  /** Sends once; nothing where no answer or no receipt came. What a receipt says is kept, even of one that breaks off. */
  private async once(
    department: Department,
    body: Buffer,
    door: 'records' | 'files' = 'records',
  ): Promise<Receipt | undefined> {
    let status: number;
    let answered: string;
    let text: string;
    try {
      const type = door === 'records' ? 'application/x-ndjson' : 'application/octet-stream';
      const answer = await this.services.push(department, { door, type, body });
      ({ status } = answer);
      answered = answer.headers.get('content-type') ?? '';
      text = await answer.text();
    } catch {
      this.unanswered += 1;
      return undefined;
    }
    if (status < 200 || status > 299) {
      this.failed.push({ status, type: answered, code: codeOf(text) });
      return undefined;
    }
    const receipt = JSON.parse(text) as Receipt;
    for (const { sourceRecordId, version, outcome } of receipt.items) {
      if (sourceRecordId === undefined || version === undefined) continue;
      if (['accepted', 'newVersion', 'duplicate'].includes(outcome))
        this.promised.set(`${department.code} ${sourceRecordId} ${version}`, { department, sourceRecordId, version });
    }
    return receipt;
  }
}

function codeOf(text: string): string {
  try {
    return (JSON.parse(text) as { code?: string }).code ?? '';
  } catch {
    return '';
  }
}

/** A delivery of records `from` to `from + count`, with some of those before amended, some rows wrong and some secret. */
export function bodyOf(department: Department, from: number, count: number): Buffer {
  const fields = (start: number, number: number): Record<string, unknown>[] =>
    ndjson(department.code, start, number)
      .toString()
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const body = BODY[department.code] ?? '';
  const amended = fields(Math.max(0, from - count), Math.min(from, count))
    .filter((_, index) => index % 10 === 0)
    .map((row) => ({ ...row, [body]: `${String(row[body])}${SUPPLEMENT}` }));
  const rows = fields(from, count).map((row, index) => {
    const number = from + index;
    if (number % 50 === 49) return { ...row, [body]: `机密★10年。${String(row[body])}` };
    return number % 20 === 19 ? { [body]: row[body] } : row;
  });
  return Buffer.from(`${[...amended, ...rows].map((row) => JSON.stringify(row)).join('\n')}\n`);
}
