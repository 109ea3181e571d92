import { type Cell, isEmptyCell, type Merge, type TableRow } from './cell.js';

/** Columns in which merged cells are looked at. */
const WITHIN = 2000;

/** Gives the lower rows of vertically merged cells the value of the first; blanks that are not merged stay blank. Rows come in order. */
export function mergeFiller(merges: readonly Merge[]): (row: TableRow) => void {
  const starts = new Map<number, Merge[]>();
  for (const merge of merges) {
    if (merge.bottom === merge.top || merge.left > WITHIN) continue;
    const list = starts.get(merge.top);
    if (list) list.push(merge);
    else starts.set(merge.top, [merge]);
  }
  const active = new Map<number, { bottom: number; cell: Cell }>();
  return ({ number, cells }) => {
    for (const [column, { bottom, cell }] of active) {
      if (number > bottom) active.delete(column);
      else if (isEmptyCell(cells[column])) cells[column] = cell;
    }
    for (const { left, bottom } of starts.get(number) ?? []) active.set(left, { bottom, cell: cells[left] });
  };
}
