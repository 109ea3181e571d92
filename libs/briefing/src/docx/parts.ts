import { readProjectFile } from '#libs/kernel';

/** A part of the package that replaces what the `docx` package would write. */
export interface Part {
  path: string;
  data: string;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const STYLES = readProjectFile('libs/briefing/data/styles.xml');
const FONTS = readProjectFile('libs/briefing/data/font-table.xml');

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as XML content; characters that XML 1.0 does not allow are left out. */
export const xmlText = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"]/gu, (at) => ENTITIES[at] ?? at);

/** Title and day only: no author, no last editor, no template, no revision, no clock of this machine. */
function coreProperties(title: string, moment: string): string {
  const at = (name: string): string =>
    `<dcterms:${name} xsi:type="dcterms:W3CDTF">${xmlText(moment)}</dcterms:${name}>`;
  return (
    `${DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"` +
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"' +
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    `<dc:title>${xmlText(title)}</dc:title>${at('created')}${at('modified')}</cp:coreProperties>`
  );
}

/** Parts that fix the look (GB/T 9704-2012 styles, font names with fallbacks) and the metadata. */
export const fixedParts = (title: string, moment: string): Part[] => [
  { path: 'word/styles.xml', data: STYLES },
  { path: 'word/fontTable.xml', data: FONTS },
  { path: 'docProps/core.xml', data: coreProperties(title, moment) },
];
