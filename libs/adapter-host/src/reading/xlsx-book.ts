import { isSecrecyMark } from '#libs/text';
import { type Book, noFacts, type Table } from './cell.js';
import type { Limits } from './read-item.js';
import { FileRefusal } from './refusal.js';
import { countComments, readStrings, readStyles, readWorkbook, sideTextsOf } from './xlsx-parts.js';
import { type SheetContext, sheetRows } from './xlsx-sheet.js';
import { scanXml } from './xml.js';
import type { ZipSource } from './zip.js';

/** Name of the main part by content type of the package, or why this office file is none of ours. */
async function mainPart(zip: ZipSource): Promise<string> {
  if (!zip.has('[Content_Types].xml')) throw new FileRefusal('E-FILE-BROKEN', '缺少内容清单');
  let part = '';
  let other = '';
  await scanXml(zip.bytes('[Content_Types].xml'), {
    open(_, { ContentType = '', PartName = '' }) {
      if (/spreadsheetml\.(sheet|template)\.main|ms-excel\.(sheet|template)\.macroEnabled\.main/.test(ContentType))
        part = PartName.replace(/^\//, '');
      else if (/ms-excel\.sheet\.binary/.test(ContentType)) other = 'xlsb';
      else if (/wordprocessingml\.document\.main/.test(ContentType)) other = 'Word 文档';
      else if (/presentationml\.presentation\.main/.test(ContentType)) other = '演示文稿';
    },
  });
  if (part === '' && other === '' && zip.has('xl/workbook.xml')) return 'xl/workbook.xml';
  if (part === '' || !zip.has(part)) throw new FileRefusal('E-FILE-TYPE', other || '办公文档但不是工作簿');
  return part;
}

/**
 * Opens an xlsx workbook for streaming. Shared strings are judged for secrecy marks here, other cells when the rows come.
 * `prefix` is the file's name inside a zip.
 */
export async function openXlsx(zip: ZipSource, limits: Limits, prefix = ''): Promise<Book> {
  const root = await mainPart(zip);
  const folder = root.slice(0, root.lastIndexOf('/') + 1);
  const { sheets, date1904 } = await readWorkbook(zip, root);
  if (sheets.length === 0) throw new FileRefusal('E-FILE-EMPTY');
  const sideTexts = new Set(sheets.map((sheet) => sheet.name));
  for (const part of zip.names())
    if (/^docProps\/[^/]+\.xml$|(^|\/)(comments\d*|threadedComments?\d*|drawing\d+)\.xml$/i.test(part))
      await sideTextsOf(zip, part, sideTexts);
  const strings = await readStrings(zip, `${folder}sharedStrings.xml`, limits.cellLength, (text) => {
    if (text.includes('密') && isSecrecyMark(text)) throw new FileRefusal('E-SECRECY-MARK', '单元格');
  });
  const styles = await readStyles(zip, `${folder}styles.xml`);
  const context: SheetContext = { strings, styles, date1904, limits, sideTexts };
  const tables: Table[] = [];
  for (const sheet of sheets) {
    const facts = { ...noFacts(), comments: await countComments(zip, sheet.part) };
    tables.push({
      name: prefix + sheet.name,
      hidden: sheet.hidden,
      date1904,
      facts,
      rows: () => sheetRows(zip, sheet.part, context, facts),
    });
  }
  return { tables, sideTexts, close: () => zip.close() };
}
