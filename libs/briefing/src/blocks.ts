import type { Block, TableBlock } from './packet.js';

export const paragraph = (text: string): Block => ({ type: 'paragraph', text });

export const heading = (text: string, level: 2 | 3 = 2): Block => ({ type: 'heading', level, text });

/** A table from `title: relative width` columns; `left` names the columns that are set to the left. */
export function table(
  columns: Record<string, number>,
  rows: string[][],
  options: { caption?: string; left?: string[] } = {},
): TableBlock {
  const titles = Object.keys(columns);
  const left = (options.left ?? []).map((title) => titles.indexOf(title));
  return {
    type: 'table',
    columns: titles,
    widths: Object.values(columns),
    rows,
    ...(options.caption ? { caption: options.caption } : {}),
    ...(left.length > 0 ? { left } : {}),
  };
}
