import type { Block, TableBlock } from '../packet.js';
import { xmlText } from './parts.js';

/*
 * Content as WordprocessingML text. The `docx` package builds a tree of some twenty objects for each cell and walks it
 * several times: 5,000 rows took it 5–10 s, this takes a tenth of a second. The package still writes all other parts.
 */

/** One paragraph in a style of `data/styles.xml`; all formatting is the style's. */
export const styled = (style: string, text: string): string =>
  `<w:p><w:pPr><w:pStyle w:val="${style}"/></w:pPr>${
    text ? `<w:r><w:t xml:space="preserve">${xmlText(text)}</w:t></w:r>` : ''
  }</w:p>`;

function columnWidths(widths: readonly number[], total: number): number[] {
  const sum = widths.reduce((a, b) => a + b, 0);
  return widths.map((width) => Math.floor((width * total) / sum));
}

const GRID_HEAD = '<w:tblStyle w:val="PacketTable"/>';

/** A table as wide as the text (`total` twips), its head repeated on every page, no row parted. */
function table(block: TableBlock, total: number): string {
  const left = new Set(block.left ?? []);
  const widths = columnWidths(block.widths, total);
  const row = (cells: readonly string[], properties: string, style: (at: number) => string): string =>
    `<w:tr><w:trPr><w:cantSplit/>${properties}</w:trPr>${cells
      .map(
        (text, at) =>
          `<w:tc><w:tcPr><w:tcW w:w="${widths[at]}" w:type="dxa"/></w:tcPr>${styled(style(at), text)}</w:tc>`,
      )
      .join('')}</w:tr>`;
  const head = row(block.columns, '<w:tblHeader/>', () => 'CellHead');
  const body = block.rows.map((cells) => row(cells, '', (at) => (left.has(at) ? 'CellLeft' : 'Cell')));
  return (
    `<w:tbl><w:tblPr>${GRID_HEAD}<w:tblW w:w="${total}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>` +
    `<w:tblGrid>${widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('')}</w:tblGrid>${head}${body.join('')}</w:tbl>`
  );
}

/** A block of the packet. `total` is the width of the text in twips. */
export function blockXml(block: Block, total: number): string {
  switch (block.type) {
    case 'heading':
      return styled(`Heading${block.level}`, block.text);
    case 'paragraph':
      return styled('Body', block.text);
    case 'box':
      return styled('Box', block.text);
    case 'list':
      return block.items.map((text) => styled('Body', text)).join('');
    case 'table':
      return (block.caption ? styled('Caption', block.caption) : '') + table(block, total) + styled('TableEnd', '');
  }
}
