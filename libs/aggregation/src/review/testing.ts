import { type HttpApp } from '#libs/http';
import { SECURITY_MIGRATIONS } from '#libs/security';
import { eventOf, recordIdFor, rowsOf } from '#libs/testkit';
import { createRound } from '../rounds.js';
import { AGGREGATION_MIGRATIONS } from '../start.js';
import {
  type Bench,
  clueOfMatter,
  loadOffice,
  matterEvents,
  openBench,
  openCaseApi,
  recordOfMatter,
} from '../testing.js';
import type { ActDone, ActPreview } from './acts.js';
import type { ActRequest } from './request.js';

// An office behind its doors, for the specs of review.

export const [A, B, C] = [recordOfMatter(0, 0), recordOfMatter(0, 1), recordOfMatter(0, 2)] as [string, string, string];
export const OTHER = recordOfMatter(1, 0);
export const WITHDRAWN = recordIdFor('PET', 'gone');

/** Of the spec that opened it. */
export let bench: Bench;
let app: HttpApp;
let keys: Record<string, string>;

/** Opens a bench of four matters and a withdrawn record behind HTTP. */
export async function open(): Promise<void> {
  bench = await openBench([...SECURITY_MIGRATIONS, ...AGGREGATION_MIGRATIONS]);
  await loadOffice(bench.temp);
  await bench.temp.db.transaction((statements) =>
    createRound(statements, { id: 'R', start: '2024-05-20' }, ['U-12'], '2024-05-01T00:00:00Z'),
  );
  await bench.take([...matterEvents(4), eventOf('PET', 'gone', clueOfMatter(0, 1))]);
  await bench.take([eventOf('PET', 'gone', { reason: '误登' }, { version: 2, type: 'CLUE_WITHDRAWN' })]);
  await bench.aggregator.linker.linkWhatIsNew();
  ({ app, keys } = await openCaseApi(bench));
}

export async function close(): Promise<void> {
  await app.close();
  await bench.remove();
}

export async function asked<T>(path: string, body?: unknown, more: Record<string, string> = {}, holder = 'office') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${app.url}/v1${path}`, {
    headers: { authorization: `Bearer ${keys[holder]}`, 'content-type': 'application/json', ...more },
    ...(body === undefined ? {} : { method: 'POST', body: text }),
  });
  return { status: response.status, body: (await response.json()) as T & { code?: string } };
}

export async function answer<T>(path: string, body?: unknown, more?: Record<string, string>): Promise<T> {
  const found = await asked<T>(path, body, more);
  expect([path, found.status, found.body.code]).toEqual([path, 200, undefined]);
  return found.body;
}

export const BY = { officer: '巡察办甲', secondOfficer: '巡察办乙', reason: '核对' };
export const preview = (request: ActRequest): Promise<ActPreview> => answer('/review/preview', request);
export const decide = (request: ActRequest, by: object = BY): Promise<ActDone> =>
  answer('/review/decisions', { ...request, ...by });
export const undo = (actionId: string): Promise<ActDone> => decide({ act: 'undo', of: [actionId] });

/** Records of each matter, sorted. */
export async function partition(): Promise<string[]> {
  const rows = await rowsOf<{ record_id: string; matter_id: string }>(bench.temp.db, 'SELECT * FROM cluster_member');
  const matters = new Map<string, string[]>();
  for (const row of rows) matters.set(row.matter_id, [...(matters.get(row.matter_id) ?? []), row.record_id].sort());
  return [...matters.values()].map((members) => members.join()).sort();
}
export async function hash(): Promise<string> {
  const [row] = await rowsOf<{ partition_hash: string }>(
    bench.temp.db,
    'SELECT partition_hash FROM link_epoch WHERE is_current = 1',
  );
  return String(row?.partition_hash);
}
export async function matterOf(recordId: string): Promise<string> {
  const rows = await rowsOf<{ matter_id: string }>(
    bench.temp.db,
    'SELECT matter_id FROM cluster_member WHERE record_id = ?',
    [recordId],
  );
  return String(rows[0]?.matter_id);
}
export const decisions = (): Promise<{ kind: string }[]> => rowsOf(bench.temp.db, 'SELECT * FROM decision');
