import { type Cell, cellText, isEmptyCell } from './cell.js';

const TOTAL = /^(合计|总计|小计|共计|累计|本页合计|本页小计)([:：（(\d]|$)/;
const FOOT =
  /^(制表|填表|填报|审核|复核|经办|打印|导出|报送)(人|单位|时间|日期|机关)?([:：]|$)|^(单位)?(负责人|联系人|联系电话)[:：]|^(备注|说明|注|附注|填表说明|填报说明)([:：]|$)/;
const QUANTITY = /^[-+\d.,，%％\s]*(件|条|人|个|项|份|亿元|万元|元|次)?$/u;

const bare = (cell: Cell): string => cellText(cell).slice(0, 500).replace(/\s+/gu, '');

/** Why a line is no record (sum line, foot of the table, column numbers), or nothing. `columns` is the width of the header. */
export function skipReason(cells: readonly Cell[], columns: number): string | undefined {
  const first = bare(cells.find((cell) => !isEmptyCell(cell)));
  if (first !== '1' && !TOTAL.test(first) && !FOOT.test(first)) return undefined;
  const filled = cells.filter((cell) => !isEmptyCell(cell)).map(bare);
  if (TOTAL.test(first) && filled.slice(1).every((text) => QUANTITY.test(text))) return '合计行';
  const distinct = new Set(filled).size;
  if (FOOT.test(first) && distinct <= Math.max(2, Math.min(6, columns / 2)) && isFoot(filled)) return '表尾说明';
  if (filled.length >= 4 && filled.every((text, index) => text === String(index + 1))) return '列序号行';
  return undefined;
}

/** A remark stands alone; signatures may stand beside each other, each with its value in the next cell. */
function isFoot(filled: readonly string[]): boolean {
  if (new Set(filled).size === 1) return true;
  const labels = filled.filter((text) => FOOT.test(text)).length;
  return labels * 2 >= filled.length;
}
