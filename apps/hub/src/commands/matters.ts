import type { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';
import stringWidth from 'string-width';
import { listMatterRows, listTitledRows, loadRegistries, type MatterRow, type TitledRow } from '#libs/aggregation';
import { shorten } from '../receipt-table.js';
import { explanationLines, whyNotLines } from '../review-text.js';
import type { CommandContext } from '../terminal.js';
import { readingHub } from '../with-hub.js';

const HEADER: readonly (keyof MatterRow)[] = ['department', 'sourceRecordId', 'sourceVersion', 'matterId', 'originId'];

const JSON_OPTION = ['--json', '标准输出为一个 JSON 对象 / one JSON object on standard output'] as const;

export function addMatters(program: Command, context: CommandContext): void {
  const matters = program
    .command('matters')
    // Options before the name of a command below belong to the list, those behind it to that command.
    .enablePositionalOptions()
    .description('列出记录、事项和来源 / records with their matter and origin')
    .option('--unit <unit>', '只看一个单位（编号或名称），含下属 / one unit (id or name) and those below')
    .option('--csv', '输出 CSV / as CSV')
    .option(...JSON_OPTION)
    .action((options: { unit?: string; csv?: boolean; json?: boolean }) => list(context, options));
  matters
    .command('explain')
    .description('一个事项是怎样归并的 / how a matter came to be')
    .argument('<matter>', '事项编号，可只写开头 / id of the matter or its beginning')
    .option(...JSON_OPTION)
    .action(async (matter: string, options: { json?: boolean }) => {
      const found = await readingHub(context, (hub) => hub.aggregator.review.explanations.matter(matter));
      tell(context, options, found, explanationLines);
    });
  matters
    .command('why-not')
    .description('两个事项为什么没有归并 / why two matters are not one')
    .argument('<matter>', '事项编号 / id of a matter')
    .argument('<other>', '另一个事项编号 / id of the other')
    .option(...JSON_OPTION)
    .action(async (matter: string, other: string, options: { json?: boolean }) => {
      const found = await readingHub(context, (hub) => hub.aggregator.review.explanations.whyNot(matter, other));
      tell(context, options, found, whyNotLines);
    });
}

function tell<T>(
  context: CommandContext,
  options: { json?: boolean },
  found: T,
  linesOf: (found: T) => string[],
): void {
  context.terminal.out(options.json ? `${JSON.stringify(found)}\n` : `${linesOf(found).join('\n')}\n`);
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
