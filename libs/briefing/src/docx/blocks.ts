import { Paragraph, Table, TableCell, TableLayoutType, TableRow, WidthType } from 'docx';
import type { Block, TableBlock } from '../packet.js';
import { xmlText } from './parts.js';

/** One paragraph in a style of `data/styles.xml`; all formatting is the style's. */
export const styled = (style: string, text: string): Paragraph => new Paragraph({ style, text: xmlSafe(text) });

/** The `docx` package escapes markup itself; characters outside XML 1.0 have to go before. */
const xmlSafe = (text: string): string => text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');

function columnWidths(widths: readonly number[], total: number): number[] {
  const sum = widths.reduce((a, b) => a + b, 0);
  return widths.map((width) => Math.floor((width * total) / sum));
}

/** A table as wide as the text, its head repeated on every page, no row parted. */
function tableOf(block: TableBlock, total: number): Table {
  const left = new Set(block.left ?? []);
  const row = (cells: readonly string[], head: boolean): TableRow =>
    new TableRow({
      tableHeader: head,
      cantSplit: true,
      children: cells.map(
        (text, at) =>
          new TableCell({ children: [styled(head ? 'CellHead' : left.has(at) ? 'CellLeft' : 'Cell', text)] }),
      ),
    });
  return new Table({
    style: 'PacketTable',
    width: { size: total, type: WidthType.DXA },
    layout: TableLayoutType.FIXED,
    columnWidths: columnWidths(block.widths, total),
    rows: [row(block.columns, true), ...block.rows.map((cells) => row(cells, false))],
  });
}

/** A block of the packet in Word's terms. `total` is the width of the text in twips. */
export function blockOf(block: Block, total: number): (Paragraph | Table)[] {
  switch (block.type) {
    case 'heading':
      return [styled(`Heading${block.level}`, block.text)];
    case 'paragraph':
      return [styled('Body', block.text)];
    case 'box':
      return [styled('Box', block.text)];
    case 'list':
      return block.items.map((text) => styled('Body', text));
    case 'table':
      return [
        ...(block.caption ? [styled('Caption', block.caption)] : []),
        tableOf(block, total),
        styled('TableEnd', ''),
      ];
  }
}
