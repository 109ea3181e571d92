import { type Cell, cellText, type Merge, type TableRow } from './cell.js';
import { headerKey, type LayoutIndex, type Meaning } from './layout-index.js';

/** Rows among which the header is looked for: titles and remarks stand above it. */
export const HEADER_WITHIN = 15;
/** Merged cells looked at above the data. */
const MERGES = 1000;

/** The header of a sheet, found. */
export interface Header {
  index: LayoutIndex;
  /** Number of the last header line. */
  row: number;
  /** By column position; absent where the header cell is empty. */
  meanings: (Meaning | undefined)[];
  /** Cleaned header of each column, to know it again further down. */
  keys: string[];
}

export interface HeaderSearch {
  header?: Header;
  /** Chinese labels of required columns that the best candidate lacks. */
  missing: string[];
}

interface Candidate extends Header {
  matched: number;
  signatures: number;
  missing: string[];
}

/** Texts of each column that the header of `row` may be read as, best first: of two lines together, the lower, the upper. */
function readings(upper: Cell[], lower: Cell[] | undefined): string[][] {
  const width = Math.max(upper.length, lower?.length ?? 0);
  const result: string[][] = [];
  let group = '';
  for (let column = 0; column < width; column++) {
    const top = cellText(upper[column]);
    if (top.trim() !== '') group = top;
    if (!lower) {
      result.push([top]);
      continue;
    }
    const bottom = cellText(lower[column]);
    if (bottom.trim() === '') result.push([top]);
    else result.push(top === bottom ? [bottom] : [group + bottom, bottom, top]);
  }
  return result;
}

function candidate(index: LayoutIndex, row: number, texts: string[][]): Candidate {
  const fields = new Set<string>();
  let signatures = 0;
  const meanings = texts.map((options): Meaning | undefined => {
    const meant = options.map((text) => index.meaning(text));
    const best = meant.find((meaning) => meaning.is !== 'unknown') ?? meant.find((m) => m.is === 'unknown' && m.header);
    if (best?.is === 'column' && !fields.has(best.column.field)) {
      fields.add(best.column.field);
      if (index.isSignature(best.column.field)) signatures += 1;
    }
    return best;
  });
  const missing = index.required.filter((column) => !fields.has(column.field)).map((c) => c.headers[0] ?? c.field);
  return {
    index,
    row,
    meanings,
    keys: texts.map((t) => headerKey(t[0] ?? '')),
    matched: fields.size,
    signatures,
    missing,
  };
}

const qualifies = (found: Candidate): boolean =>
  found.missing.length === 0 && found.matched >= 2 && (found.signatures > 0 || !found.index.hasSignature);

/** Signatures decide between layouts that share columns, then the number of columns known. */
const better = (a: Candidate, b: Candidate | undefined): boolean =>
  b === undefined || a.signatures > b.signatures || (a.signatures === b.signatures && a.matched > b.matched);

/**
 * Looks for the header in the first rows: the first line (alone, or with the line below where that tells more)
 * which has a signature and all required columns of a layout.
 */
export function findHeader(indexes: readonly LayoutIndex[], rows: TableRow[], merges: readonly Merge[]): HeaderSearch {
  const above = merges.filter((merge) => merge.top <= (rows.at(-1)?.number ?? 0)).slice(0, MERGES);
  const grid = rows.map((row) => ({ ...row, cells: fillMerges(row, rows, above) }));
  let near: Candidate | undefined;
  for (const [position, row] of grid.entries()) {
    const next = grid[position + 1];
    let best: Candidate | undefined;
    for (const index of indexes) {
      const single = candidate(index, row.number, readings(row.cells, undefined));
      const double =
        next?.number === row.number + 1 ? candidate(index, next.number, readings(row.cells, next.cells)) : undefined;
      const found = double && double.matched > single.matched ? double : single;
      if (qualifies(found) && better(found, best)) best = found;
      if (found.matched >= 2 && (near === undefined || found.matched > near.matched)) near = found;
    }
    if (best) return { header: best, missing: [] };
  }
  return { missing: near && (near.signatures > 0 || near.matched >= 3) ? near.missing : [] };
}

/** Cells of a header line with merged areas filled in both directions. */
function fillMerges(row: TableRow, rows: TableRow[], merges: readonly Merge[]): Cell[] {
  const cells = row.cells.slice();
  for (const merge of merges) {
    if (merge.top > row.number || merge.bottom < row.number) continue;
    const value = rows.find((each) => each.number === merge.top)?.cells[merge.left];
    const right = Math.min(merge.right, 2000);
    for (let column = merge.left; column <= right; column++) cells[column] = value;
  }
  return Array.from(cells);
}

/** True when most known columns of `cells` repeat the header: a header line of the next page. */
export function repeatsHeader(header: Header, cells: Cell[]): boolean {
  let filled = 0;
  let same = 0;
  for (const [column, cell] of cells.entries()) {
    if (typeof cell !== 'string' || cell.trim() === '') continue;
    if (filled === 3 && same === 0) return false;
    filled += 1;
    const key = headerKey(cell);
    if (
      key === header.keys[column] ||
      (key.length > 1 && (header.keys[column]?.endsWith(key) || header.keys[column]?.startsWith(key)))
    )
      same += 1;
  }
  return filled >= 2 && same > filled * 0.6;
}
