import { sha256 } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { type TempDatabase, tempDatabase } from '#libs/testkit';
import {
  type AuditHead,
  appendAudit,
  auditHead,
  headLine,
  holderOf,
  issueMissingKeys,
  readHeads,
  SECURITY_MIGRATIONS,
  verifyAudit,
} from './index.js';

let temp: TempDatabase;
let db: Database;

beforeEach(async () => {
  temp = await tempDatabase(SECURITY_MIGRATIONS);
  db = temp.db;
});
afterEach(() => temp.remove());

const act = (n: number) => ({
  at: `2024-05-16T00:00:${String(n % 60).padStart(2, '0')}Z`,
  actor: '甲',
  action: 'record.accepted',
  objectId: `r${n}`,
  detail: { version: n },
});

/** Writes `entries` acts in pieces and gives the head after each piece. */
async function trail(entries: number, piece: number): Promise<AuditHead[]> {
  const heads: AuditHead[] = [];
  for (let start = 0; start < entries; start += piece) {
    const acts = Array.from({ length: piece }, (_, index) => act(start + index));
    await db.transaction((statements) => appendAudit(statements, acts));
    heads.push((await db.read(auditHead)) as AuditHead);
  }
  return heads;
}

const run = (sql: string): Promise<unknown> => db.transaction((statements) => statements.query(sql));
const verify = (heads: AuditHead[] = []) => db.read((statements) => verifyAudit(statements, heads));

test('an untouched trail of more than one page is whole', async () => {
  const heads = await trail(2100, 700);
  expect(heads.map(({ seq }) => seq)).toEqual([700, 1400, 2100]);
  expect(await verify(heads)).toEqual({ entries: 2100 });
});

describe('each change is found', () => {
  const columns: [string, string][] = [
    ['at', "'2024-05-16T00:00:59Z'"],
    ['actor', "'乙'"],
    ['action', "'record.refused'"],
    ['object_id', "'r9'"],
    ['detail', `'{"version":9}'`],
    ['hash', `'${'0'.repeat(64)}'`],
  ];
  test.each(columns)('flip of %s', async (column, value) => {
    await trail(20, 10);
    await run(`UPDATE audit_entry SET ${column} = ${value} WHERE seq = 7`);
    expect(await verify()).toMatchObject({ brokenAt: 7 });
  });

  test('deletion in the middle and at the start', async () => {
    await trail(20, 10);
    await run('DELETE FROM audit_entry WHERE seq = 12');
    expect(await verify()).toMatchObject({ brokenAt: 12 });
    await run('DELETE FROM audit_entry WHERE seq = 1');
    expect(await verify()).toMatchObject({ brokenAt: 1 });
  });

  test('a deletion that the following numbers hide', async () => {
    await trail(20, 10);
    await run('DELETE FROM audit_entry WHERE seq = 12');
    await run('UPDATE audit_entry SET seq = seq - 1 WHERE seq > 12');
    expect(await verify()).toMatchObject({ brokenAt: 12 });
  });

  test('an exchange of two entries', async () => {
    await trail(20, 10);
    await run('UPDATE audit_entry SET seq = 100 WHERE seq = 5');
    await run('UPDATE audit_entry SET seq = 5 WHERE seq = 6');
    await run('UPDATE audit_entry SET seq = 6 WHERE seq = 100');
    expect(await verify()).toMatchObject({ brokenAt: 5 });
  });

  test('a cut end, by the head kept elsewhere', async () => {
    const heads = await trail(20, 10);
    await run('DELETE FROM audit_entry WHERE seq > 14');
    expect(await verify()).toEqual({ entries: 14 });
    expect(await verify(heads)).toEqual({ entries: 14, lostHead: 20 });
  });

  test('an emptied trail', async () => {
    const heads = await trail(20, 10);
    await run('DELETE FROM audit_entry');
    expect(await verify(heads)).toEqual({ entries: 0, lostHead: 10 });
  });

  test('a trail written anew from the start, by the head kept elsewhere', async () => {
    const heads = await trail(20, 10);
    await run('DELETE FROM audit_entry');
    const acts = Array.from({ length: 20 }, (_, n) => ({ ...act(n), actor: '乙' }));
    await db.transaction((statements) => appendAudit(statements, acts));
    expect(await verify()).toEqual({ entries: 20 });
    expect(await verify(heads)).toEqual({ entries: 20, lostHead: 10 });
  });
});

test('acts are undone with the transaction they belong to', async () => {
  await trail(3, 3);
  const undone = db.transaction(async (statements) => {
    await appendAudit(statements, [act(3)]);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await verify()).toEqual({ entries: 3 });
});

test('heads survive their export; other lines are left out', () => {
  const heads = [1, 20].map((seq) => ({ seq, hash: sha256(String(seq)) }));
  expect(readHeads(`备注\n${heads.map(headLine).join('')}\n12 abc\n`)).toEqual(heads);
});

test('keys: shown once, kept as digests, one for each holder', async () => {
  const issue = (holders: string[]) =>
    db.transaction((statements) => issueMissingKeys(statements, holders, '2024-05-16T00:00:00Z'));
  const [audit, office] = await issue(['dept:audit', 'office']);
  expect(await issue(['dept:audit', 'office'])).toEqual([]);
  expect((await issue(['office', 'case-system'])).map(({ holder }) => holder)).toEqual(['case-system']);
  expect(audit?.key).not.toBe(office?.key);
  const holder = (key: string) => db.read((statements) => holderOf(statements, key));
  expect(await holder(audit?.key ?? '')).toBe('dept:audit');
  expect(await holder(office?.key ?? '')).toBe('office');
  for (const wrong of ['', `${audit?.key}x`, sha256(audit?.key ?? '')]) expect(await holder(wrong)).toBeUndefined();
  const rows = await db.read((statements) => statements.query('SELECT * FROM access_key'));
  expect(JSON.stringify(rows)).not.toContain(audit?.key);
});
