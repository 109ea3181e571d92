import { AppError, derivedId } from '#libs/kernel';
import type { Row, Statements } from '#libs/persistence';
import type { TableRow } from './table-file.js';

/** What a registry file holds, known by its header. */
export type RegistryKind = 'units' | 'aliases' | 'events';

const REQUIRED: Record<RegistryKind, readonly string[]> = {
  aliases: ['unitId', 'alias', 'kind', 'validFrom', 'validTo'],
  events: ['type', 'date', 'from', 'to', 'functions', 'note'],
  units: ['unitId', 'name', 'division'],
};

const EVENT_TYPES = new Set(['RENAME', 'MERGE', 'SPLIT', 'TRANSFER_FUNCTION', 'ABOLISH', 'ESTABLISH']);

/** Which of the three tables `rows` are. */
export function registryKind(rows: readonly TableRow[]): RegistryKind {
  const header = new Set(Object.keys(rows[0] ?? {}));
  const kinds: RegistryKind[] = ['aliases', 'events', 'units'];
  const kind = kinds.find((candidate) => REQUIRED[candidate].every((column) => header.has(column)));
  if (kind) return kind;
  throw new AppError(
    'E-TABLE-HEADER',
    'invalid',
    '表头不是单位、别名或机构变动表',
    '表头应为 unitId,name,uscc,division,category,parentId,validFrom,validTo,aliases 或 unitId,alias,kind,validFrom,validTo 或 type,date,from,to,functions,note',
  );
}

const list = (text: string | undefined): string[] =>
  (text ?? '')
    .split(/[;；]/u)
    .map((part) => part.trim())
    .filter(Boolean);

/** Writes a registry table; rows that are there already are replaced, so that a corrected file can be loaded again. */
export async function importRegistry(statements: Statements, rows: readonly TableRow[]): Promise<RegistryKind> {
  const kind = registryKind(rows);
  for (const [index, row] of rows.entries()) checkRow(kind, row, index + 2);
  if (kind === 'units') await importUnits(statements, rows);
  else if (kind === 'aliases') await replaceAliases(statements, rows.map(aliasRow));
  else await importEvents(statements, rows);
  return kind;
}

function checkRow(kind: RegistryKind, row: TableRow, line: number): void {
  const fail = (field: string, message: string): never => {
    throw new AppError(
      'E-TABLE-ROW',
      'invalid',
      `第 ${line} 行 ${field}：${message}`,
      '改正后整份重新导入；本次未写入',
    );
  };
  if (kind === 'events') {
    if (!EVENT_TYPES.has(row.type ?? '')) fail('type', `应为 ${[...EVENT_TYPES].join('、')} 之一`);
    if (!isDay(row.date)) fail('date', '应为 YYYY-MM-DD');
    return;
  }
  if (!row.unitId) fail('unitId', '不能为空');
  if (kind === 'units' && !row.name) fail('name', '不能为空');
  if (kind === 'units' && !/^\d{6}$/u.test(row.division ?? '')) fail('division', '应为六位行政区划代码');
  if (kind === 'aliases' && !row.alias) fail('alias', '不能为空');
  for (const field of ['validFrom', 'validTo']) {
    if (row[field] && !isDay(row[field])) fail(field, '应为 YYYY-MM-DD 或留空');
  }
}

const isDay = (text: string | undefined): boolean =>
  /^\d{4}-\d{2}-\d{2}$/u.test(text ?? '') && !Number.isNaN(Date.parse(text ?? ''));

async function importUnits(statements: Statements, rows: readonly TableRow[]): Promise<void> {
  const aliases: Row[] = [];
  for (const row of rows) {
    const unitId = row.unitId ?? '';
    await statements.query('DELETE FROM unit WHERE unit_id = ?', [unitId]);
    await statements.insert('unit', [
      {
        unit_id: unitId,
        name: row.name ?? '',
        uscc: row.uscc || null,
        division: row.division ?? '',
        category: row.category || null,
        parent_id: row.parentId || null,
        valid_from: row.validFrom || null,
        valid_to: row.validTo || null,
      },
    ]);
    for (const alias of list(row.aliases)) {
      aliases.push({ unit_id: unitId, alias, kind: '规范简称', valid_from: '', valid_to: '' });
    }
  }
  await replaceAliases(statements, aliases);
}

const aliasRow = (row: TableRow): Row => ({
  unit_id: row.unitId ?? '',
  alias: row.alias ?? '',
  kind: row.kind || '规范简称',
  valid_from: row.validFrom ?? '',
  valid_to: row.validTo ?? '',
});

async function replaceAliases(statements: Statements, aliases: readonly Row[]): Promise<void> {
  const unique = new Map(aliases.map((row) => [`${row.unit_id}\u0000${row.alias}\u0000${row.valid_from}`, row]));
  for (const row of unique.values()) {
    await statements.query('DELETE FROM unit_alias WHERE unit_id = ? AND alias = ? AND valid_from = ?', [
      row.unit_id ?? null,
      row.alias ?? null,
      row.valid_from ?? null,
    ]);
  }
  await statements.insert('unit_alias', [...unique.values()]);
}

async function importEvents(statements: Statements, rows: readonly TableRow[]): Promise<void> {
  const events = new Map<string, Row>();
  for (const row of rows) {
    const { type = '', date = '', note = '' } = row;
    const from = JSON.stringify(list(row.from));
    const to = JSON.stringify(list(row.to));
    const id = derivedId('unit-event', type, date, from, to);
    const functions = JSON.stringify(list(row.functions));
    events.set(id, { event_id: id, type, date, from_units: from, to_units: to, functions, note: note || null });
  }
  for (const id of events.keys()) await statements.query('DELETE FROM unit_event WHERE event_id = ?', [id]);
  await statements.insert('unit_event', [...events.values()]);
}
