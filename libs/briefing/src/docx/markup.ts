import type { Block, TableBlock } from '../packet.js';
import { xmlText } from './parts.js';

/*
 * Content as WordprocessingML text. The `docx` package builds a tree of some twenty objects for each cell and walks it
 * several times: 5,000 rows took it 5–10 s, this takes a tenth of a second. The package still writes all other parts.
 */

/** One paragraph in a style of `data/styles.xml`; all formatting is the style's. `keep` holds it on the page of the next one. */
export const styled = (style: string, text: string, keep = false): string =>
  `<w:p><w:pPr><w:pStyle w:val="${style}"/>${keep ? KEEP : ''}</w:pPr>${
    text ? `<w:r><w:t xml:space="preserve">${xmlText(text)}</w:t></w:r>` : ''
  }</w:p>`;

const KEEP = '<w:keepNext/>';

/** Content whose last paragraph stays on the page of what follows. */
export function keptWithNext(xml: string): string {
  const at = xml.lastIndexOf('</w:pPr>');
  return at < 0 ? xml : xml.slice(0, at) + KEEP + xml.slice(at);
}

/** Rows up to which a table is not parted by the end of a page. */
const WHOLE_TABLE = 10;

function columnWidths(widths: readonly number[], total: number): number[] {
  const sum = widths.reduce((a, b) => a + b, 0);
  return widths.map((width) => Math.floor((width * total) / sum));
}

const GRID_HEAD = '<w:tblStyle w:val="PacketTable"/>';

/** A table as wide as the text (`total` twips), its head repeated on every page and never alone, no row parted. */
function table(block: TableBlock, total: number): string {
  const left = new Set(block.left ?? []);
  const widths = columnWidths(block.widths, total);
  const row = (cells: readonly string[], properties: string, style: (at: number) => string, keep: boolean): string =>
    `<w:tr><w:trPr><w:cantSplit/>${properties}</w:trPr>${cells
      .map(
        (text, at) =>
          `<w:tc><w:tcPr><w:tcW w:w="${widths[at]}" w:type="dxa"/></w:tcPr>${styled(style(at), text, keep)}</w:tc>`,
      )
      .join('')}</w:tr>`;
  const head = row(block.columns, '<w:tblHeader/>', () => 'CellHead', true);
  const { length } = block.rows;
  const body = block.rows.map((cells, number) => {
    // A small table stays whole; of a large one the first two and the last two rows stay together.
    const keep = number < length - 1 && (length <= WHOLE_TABLE || number === 0 || number === length - 2);
    return row(cells, '', (at) => (left.has(at) ? 'CellLeft' : 'Cell'), keep);
  });
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
