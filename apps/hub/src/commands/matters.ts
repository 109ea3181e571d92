import type { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';
import stringWidth from 'string-width';
import { listMatterRows, listTitledRows, loadRegistries, type MatterRow, type TitledRow } from '#libs/aggregation';
import { shorten } from '../receipt-table.js';
import type { CommandContext } from '../terminal.js';
import { readingHub } from '../with-hub.js';

const HEADER: readonly (keyof MatterRow)[] = ['department', 'sourceRecordId', 'sourceVersion', 'matterId', 'originId'];

export function addMatters(program: Command, context: CommandContext): void {
  program
    .command('matters')
    .description('列出记录、事项和来源 / records with their matter and origin')
    .option('--unit <unit>', '只看一个单位（编号或名称），含下属 / one unit (id or name) and those below')
    .option('--csv', '输出 CSV / as CSV')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((options: { unit?: string; csv?: boolean; json?: boolean }) => list(context, options));
}

async function list(context: CommandContext, options: { unit?: string; csv?: boolean; json?: boolean }): Promise<void> {
  const forPerson = !options.json && !options.csv;
  const read = forPerson ? listTitledRows : listMatterRows;
  const rows: TitledRow[] = await readingHub(context, async (hub) => {
    const { unit } = options;
    const { db, packets } = hub.aggregator;
    const unitId = unit === undefined ? undefined : await packets.unitNamed(unit);
    return db.read(async (statements) => {
      if (unitId === undefined) return read(statements);
      const { tree } = await loadRegistries(statements);
      return read(statements, [...tree.below(unitId)]);
    });
  });
  const { out } = context.terminal;
  if (options.json) out(`${JSON.stringify({ rows })}\n`);
  else if (options.csv) out(stringify(rows, { header: true, columns: [...HEADER], escape_formulas: true }));
  else {
    let matter = '';
    for (const row of rows) {
      if (row.matterId !== matter) out(`${matter ? '\n' : ''}事项 ${row.matterId}\n${lineOf(COLUMNS)}\n`);
      matter = row.matterId;
      const { department, sourceRecordId, sourceVersion, originId, title = '（知悉范围受限，不在此显示）' } = row;
      out(`${lineOf([department, sourceRecordId, String(sourceVersion), originId.slice(0, 8), title])}\n`);
    }
    out(`共 ${rows.length} 条记录、${new Set(rows.map((row) => row.matterId)).size} 个事项\n`);
  }
}

const COLUMNS = ['部门', '编号', '版', '来源', '标题'];
/** Columns that each cell takes; with indent and blanks between, 80 in all. */
const WIDTHS = [4, 20, 3, 8, 38];

const lineOf = (cells: readonly string[]): string =>
  cells
    .reduce((line, cell, at) => {
      const width = WIDTHS[at] ?? 0;
      const text = shorten(cell, width);
      return `${line} ${text}${' '.repeat(Math.max(0, width - stringWidth(text)))}`;
    }, ' ')
    .trimEnd();
