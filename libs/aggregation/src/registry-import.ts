import { AppError, derivedId } from '#libs/kernel';
import type { Row, Statements } from '#libs/persistence';
import { tableDay } from './table-day.js';
import { lineOf, type TableRow } from './table-file.js';
import { keepDecidedAliases } from './unit-decisions.js';

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
  for (const [index, row] of rows.entries()) checkRow(kind, row, lineOf(row, index));
  if (kind === 'units') await importUnits(statements, rows);
  else if (kind === 'aliases') await replaceAliases(statements, rows.map(aliasRow));
  else await importEvents(statements, rows);
  await keepDecidedAliases(statements);
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
    if (!tableDay(row.date, 'first')) fail('date', '应为 YYYY-MM-DD');
    if (list(row.from).length + list(row.to).length === 0) fail('from', '与 to 不能都为空');
    return;
  }
  if (!row.unitId) fail('unitId', '不能为空');
  if (kind === 'units' && !row.name) fail('name', '不能为空');
  if (kind === 'units' && !/^\d{6}$/u.test(row.division ?? '')) fail('division', '应为六位行政区划代码');
  if (kind === 'aliases' && !row.alias) fail('alias', '不能为空');
  const from = tableDay(row.validFrom, 'first');
  const to = tableDay(row.validTo, 'last');
  if (from === undefined) fail('validFrom', '应为 YYYY-MM-DD 或留空');
  if (to === undefined) fail('validTo', '应为 YYYY-MM-DD 或留空');
  if (from && to && from > to) fail('validTo', '早于 validFrom');
  if (kind === 'units' && row.parentId === row.unitId) fail('parentId', '不能是单位自己');
}

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
        valid_from: tableDay(row.validFrom, 'first') || null,
        valid_to: tableDay(row.validTo, 'last') || null,
      },
    ]);
    for (const alias of list(row.aliases)) {
      aliases.push({ unit_id: unitId, alias, kind: '规范简称', valid_from: '', valid_to: '', source: 'units' });
    }
  }
  for (const row of rows) {
    await statements.query('DELETE FROM unit_alias WHERE unit_id = ? AND source = ?', [row.unitId ?? '', 'units']);
  }
  await replaceAliases(statements, aliases);
}

const aliasRow = (row: TableRow): Row => ({
  unit_id: row.unitId ?? '',
  alias: row.alias ?? '',
  kind: row.kind || '规范简称',
  valid_from: tableDay(row.validFrom, 'first') ?? '',
  valid_to: tableDay(row.validTo, 'last') ?? '',
  source: 'aliases',
});

/** What the file says of an alias of a unit stands in the place of all that was known of it, its dates too. */
async function replaceAliases(statements: Statements, aliases: readonly Row[]): Promise<void> {
  const unique = new Map(aliases.map((row) => [`${row.unit_id}\u0000${row.alias}\u0000${row.valid_from}`, row]));
  for (const row of unique.values()) {
    await statements.query('DELETE FROM unit_alias WHERE unit_id = ? AND alias = ?', [
      row.unit_id ?? null,
      row.alias ?? null,
    ]);
  }
  await statements.insert('unit_alias', [...unique.values()]);
}

async function importEvents(statements: Statements, rows: readonly TableRow[]): Promise<void> {
  const events = new Map<string, Row>();
  for (const row of rows) {
    const { type = '', note = '' } = row;
    const date = tableDay(row.date, 'first') ?? '';
    const from = JSON.stringify(list(row.from));
    const to = JSON.stringify(list(row.to));
    const functions = JSON.stringify(list(row.functions));
    // The same change of the same bodies happens once (functions may go over one by one): a corrected date replaces it.
    const id = derivedId('unit-event', type, from, to, type === 'TRANSFER_FUNCTION' ? functions : '');
    events.set(id, { event_id: id, type, date, from_units: from, to_units: to, functions, note: note || null });
  }
  for (const id of events.keys()) await statements.query('DELETE FROM unit_event WHERE event_id = ?', [id]);
  await statements.insert('unit_event', [...events.values()]);
}
