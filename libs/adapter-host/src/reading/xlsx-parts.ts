import { posix } from 'node:path';
import { attribute, scanXml, type XmlListener } from './xml.js';
import type { ZipSource } from './zip.js';

export interface SheetPart {
  name: string;
  hidden: boolean;
  part: string;
}

export interface Workbook {
  sheets: SheetPart[];
  date1904: boolean;
}

/** Sheets of a workbook in order, through its relations. */
export async function readWorkbook(zip: ZipSource, root: string): Promise<Workbook> {
  const targets = await readRelations(zip, root);
  const sheets: SheetPart[] = [];
  let date1904 = false;
  await scanXml(zip.bytes(root), {
    open(name, attributes) {
      if (name === 'workbookPr') date1904 = /^(1|true)$/.test(attributes.date1904 ?? '');
      if (name !== 'sheet') return;
      const part = targets.get(attribute(attributes, 'id') ?? '');
      const state = attributes.state ?? 'visible';
      if (part !== undefined && zip.has(part) && !/chartsheets|dialogsheets/.test(part))
        sheets.push({ name: attributes.name ?? '', hidden: state !== 'visible', part });
    },
  });
  return { sheets, date1904 };
}

/** Comments on cells of a sheet: they are not read, but somebody should know that they are there. */
export async function countComments(zip: ZipSource, part: string): Promise<number> {
  let count = 0;
  for (const target of (await readRelations(zip, part)).values())
    if (/\/(threadedC|c)omments?\d*\.xml$/i.test(target) && zip.has(target))
      await scanXml(zip.bytes(target), {
        open(name) {
          if (name === 'comment') count += 1;
        },
      });
  return count;
}

/** Relation id of a part → name of the part it means. */
async function readRelations(zip: ZipSource, part: string): Promise<Map<string, string>> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const name = `${folder}_rels/${part.slice(folder.length)}.rels`;
  const targets = new Map<string, string>();
  if (!zip.has(name)) return targets;
  await scanXml(zip.bytes(name), {
    open(tag, { Id = '', Target = '' }) {
      if (tag !== 'Relationship') return;
      targets.set(Id, Target.startsWith('/') ? Target.slice(1) : posix.normalize(folder + Target));
    },
  });
  return targets;
}

/** How the number of a style is shown: as a day (with or without time), as a month, or as a plain number. */
export type NumberShape = 'number' | 'date' | 'datetime' | 'month';

/** Built-in formats that show dates (ECMA-376 part 1, 18.8.30, with the East Asian ones). */
const BUILT_IN: Readonly<Record<number, NumberShape>> = {
  14: 'date',
  15: 'date',
  16: 'date',
  17: 'month',
  22: 'datetime',
  27: 'month',
  28: 'date',
  29: 'date',
  30: 'date',
  31: 'date',
  36: 'date',
  50: 'date',
  51: 'date',
  52: 'month',
  53: 'date',
  54: 'date',
  55: 'month',
  56: 'date',
  57: 'month',
  58: 'date',
};

/** Shape of a format code, for instance `yyyy"年"m"月"` → `month`. */
export function shapeOfFormat(code: string): NumberShape {
  const bare = (code.split(';')[0] ?? '')
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!h|m|s)[^\]]*\]/gi, '')
    .toLowerCase()
    .replace(/am\/pm|a\/p|general/g, '');
  if (!/[ye]/.test(bare)) return /d/.test(bare) && /m/.test(bare) ? 'date' : 'number';
  if (!/d/.test(bare)) return 'month';
  return /[hs]/.test(bare) ? 'datetime' : 'date';
}

/** Shape of each cell style, by style index. */
export async function readStyles(zip: ZipSource, part: string): Promise<NumberShape[]> {
  const shapes: NumberShape[] = [];
  if (!zip.has(part)) return shapes;
  const custom = new Map<number, NumberShape>();
  let inside = false;
  await scanXml(zip.bytes(part), {
    open(name, attributes) {
      if (name === 'cellXfs') inside = true;
      if (name === 'numFmt') custom.set(Number(attributes.numFmtId), shapeOfFormat(attributes.formatCode ?? ''));
      if (name !== 'xf' || !inside) return;
      const id = Number(attributes.numFmtId ?? 0);
      shapes.push(custom.get(id) ?? BUILT_IN[id] ?? 'number');
    },
    close(name) {
      if (name === 'cellXfs') inside = false;
    },
  });
  return shapes;
}

/** Strings of a workbook as one block of UTF-8: a million short strings cost their bytes and eight more each. */
export class StringPool {
  private bytes = Buffer.allocUnsafe(1 << 16);
  private ends = new Float64Array(1024);
  private used = 0;
  count = 0;

  add(text: string): void {
    const size = Buffer.byteLength(text);
    if (this.used + size > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.used + size, this.bytes.length * 1.5) | 0);
      this.bytes.copy(larger, 0, 0, this.used);
      this.bytes = larger;
    }
    if (this.count === this.ends.length) {
      const larger = new Float64Array(this.ends.length * 2);
      larger.set(this.ends);
      this.ends = larger;
    }
    this.used += this.bytes.write(text, this.used);
    this.ends[this.count] = this.used;
    this.count += 1;
  }

  get(index: number): string | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) return undefined;
    const start = index === 0 ? 0 : this.ends[index - 1];
    return this.bytes.toString('utf8', start, this.ends[index]);
  }
}

/** The shared strings, each looked at once by `see`. Strings longer than `limit` are kept one character too long, no more. */
export async function readStrings(
  zip: ZipSource,
  part: string,
  limit: number,
  see: (text: string) => void,
): Promise<StringPool> {
  const pool = new StringPool();
  if (!zip.has(part)) return pool;
  let text = '';
  let inText = false;
  let phonetic = false;
  const listener: XmlListener = {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 't') inText = true;
      else if (name === 'rPh') phonetic = true;
    },
    close(name) {
      if (name === 't') inText = false;
      else if (name === 'rPh') phonetic = false;
      else if (name === 'si') {
        see(text);
        pool.add(text);
      }
    },
    text(value) {
      if (inText && !phonetic && text.length <= limit) text += value.slice(0, limit + 1 - text.length);
    },
  };
  await scanXml(zip.bytes(part), listener);
  return pool;
}

/** Every paragraph of text of a side part (properties, comments, drawings). */
export async function sideTextsOf(zip: ZipSource, part: string, found: Set<string>): Promise<void> {
  let text = '';
  const flush = (): void => {
    if (text.trim() !== '') found.add(text.slice(0, 1000));
    text = '';
  };
  const blocks = /^(p|comment|si|threadedComment)$/;
  const properties = part.startsWith('docProps/');
  await scanXml(zip.bytes(part), {
    close(name) {
      if (properties || blocks.test(name)) flush();
    },
    text(value) {
      if (text.length < 1000) text += value;
    },
  });
  flush();
}
