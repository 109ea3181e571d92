import { isSecrecyMark, scrubCell } from '#libs/text';
import { type Book, type Cell, isEmptyCell, type Table, type TableRow } from './cell.js';
import { finding } from './findings.js';
import { findHeader, HEADER_WITHIN, type Header, repeatsHeader } from './header.js';
import { LayoutIndex, type Meaning } from './layout-index.js';
import { mergeFiller } from './merges.js';
import { BATCH_ROWS, type ReadItem, type ReadOptions, type ReadRow, type SheetItem } from './read-item.js';
import { FileRefusal } from './refusal.js';
import { RowBuilder, RowLayout } from './row-builder.js';
import { skipReason } from './skipped.js';

/** Rows between two calls of `progress`. */
const PROGRESS_ROWS = 1000;

interface Plan {
  table: Table;
  header?: Header;
  missing: string[];
  lastFilled: number;
}

/**
 * Rows of all tables of a delivery. All tables are gone through once before the first row is handed out:
 * a secrecy mark in the last row stops the first.
 */
export async function* readBook(book: Book, options: ReadOptions): AsyncGenerator<ReadItem> {
  const indexes = options.layouts.map((layout) => new LayoutIndex(layout));
  let seen = 0;
  const tick = (): void => {
    seen += 1;
    if (seen % PROGRESS_ROWS === 0) options.progress?.(seen);
  };
  const plans: Plan[] = [];
  for (const table of book.tables) plans.push(await survey(table, indexes, tick));
  for (const text of book.sideTexts)
    if (text.includes('密') && isSecrecyMark(text))
      throw new FileRefusal('E-SECRECY-MARK', '工作表名、页眉页脚、批注或文件属性');
  refuseUnreadable(plans, options);
  for (const plan of plans) {
    yield sheetItem(plan);
    if (plan.header) yield* tableRows(plan.table, plan.header, options, tick);
  }
}

/** First pass: secrecy marks, the header, and where the last row stands. */
async function survey(table: Table, indexes: readonly LayoutIndex[], tick: () => void): Promise<Plan> {
  const head: TableRow[] = [];
  let lastFilled = 0;
  for await (const row of table.rows()) {
    tick();
    if (head.length < HEADER_WITHIN) head.push(row);
    for (const cell of row.cells) {
      if (isEmptyCell(cell)) continue;
      lastFilled = row.number;
      if (typeof cell === 'string' && cell.includes('密') && isSecrecyMark(cell))
        throw new FileRefusal('E-SECRECY-MARK', '单元格');
    }
  }
  return { table, lastFilled, ...findHeader(indexes, head, table.facts.merges) };
}

/** Refuses a delivery of which nothing can be read, or whose header lacks a required column. */
function refuseUnreadable(plans: readonly Plan[], options: ReadOptions): void {
  if (plans.every((plan) => plan.lastFilled === 0)) throw new FileRefusal('E-FILE-EMPTY');
  const known = plans.filter((plan) => plan.header !== undefined);
  const near = plans.find((plan) => plan.header === undefined && plan.missing.length > 0);
  if (near && known.length === 0) {
    const sheet = near.table.name === '' ? '' : `工作表“${scrubCell(near.table.name).text}”`;
    throw new FileRefusal('E-FILE-COLUMN-MISSING', `${sheet}${near.missing.map((name) => `“${name}”`).join('、')}`);
  }
  if (known.length === 0) {
    const wanted = options.layouts.map(({ label, columns }) => {
      const names = columns.filter((column) => column.required).map((column) => column.headers[0] ?? column.field);
      return `${label}（${names.slice(0, 8).join('、')}）`;
    });
    throw new FileRefusal('E-FILE-HEADER', `应有${wanted.slice(0, 6).join('；')}`);
  }
  if (known.every((plan) => plan.lastFilled <= (plan.header?.row ?? 0))) throw new FileRefusal('E-FILE-HEADER-ONLY');
}

function sheetItem({ table, header }: Plan): SheetItem {
  const { hiddenRows, hiddenColumns, comments, encodings } = table.facts;
  const unknown = (header?.meanings ?? []).flatMap((m) =>
    m?.is === 'unknown' && m.header ? [scrubCell(m.header).text.slice(0, 40)] : [],
  );
  return {
    type: 'sheet',
    name: table.name,
    ...(header ? { layout: header.index.layout.kind } : {}),
    unknownColumns: [...new Set(unknown)].slice(0, 100),
    hiddenRows,
    hiddenColumns,
    hidden: table.hidden,
    headerRow: header?.row ?? 0,
    comments,
    encodings,
  };
}

/** Second pass: the rows below the header. */
async function* tableRows(
  table: Table,
  header: Header,
  options: ReadOptions,
  tick: () => void,
): AsyncGenerator<ReadItem> {
  const layout = new RowLayout(header.index);
  const present = header.meanings.flatMap((meaning) => (meaning?.is === 'column' ? [meaning.column] : []));
  const absent = layout.absentWithout(new Set(present));
  const fill = mergeFiller(table.facts.merges);
  let above: ReadRow | undefined;
  let batch: ReadRow[] = [];
  for await (const row of table.rows()) {
    tick();
    const own = row.cells.some((cell) => !isEmptyCell(cell));
    fill(row);
    if (row.number <= header.row || !own) continue;
    const reason = repeatsHeader(header, row.cells)
      ? '重复的表头'
      : (skipReason(row.cells, header.meanings.length) ??
        (isBlank(header, row.cells) ? '没有可识别内容的行' : undefined));
    const place = { sheet: table.name, row: row.number };
    if (reason !== undefined) {
      if (batch.length > 0) yield { type: 'rows', rows: batch };
      batch = [];
      yield { type: 'skipped', place, reason };
      continue;
    }
    const builder = new RowBuilder(layout, place, table.date1904, options.idKey);
    if (row.swallowed) builder.error(finding('E-ROW-QUOTE'));
    addCells(builder, header.meanings, row.cells);
    above = builder.finish(absent, above);
    batch.push(above);
    if (batch.length === BATCH_ROWS) {
      yield { type: 'rows', rows: batch };
      batch = [];
    }
  }
  if (batch.length > 0) yield { type: 'rows', rows: batch };
}

/** No cell of a column that the layout knows is filled: row numbers filled in beforehand, remarks beside the table. */
const isBlank = (header: Header, cells: readonly Cell[]): boolean =>
  !header.meanings.some((meaning, column) => meaning && meaning.is !== 'unknown' && !isEmptyCell(cells[column]));

function addCells(builder: RowBuilder, meanings: readonly (Meaning | undefined)[], cells: readonly Cell[]): void {
  for (const [column, meaning] of meanings.entries()) {
    if (meaning?.is === 'denied') builder.drop(meaning.kind, cells[column]);
    else if (meaning?.is === 'column') builder.add(meaning.column, cells[column], meaning.unit);
  }
}
