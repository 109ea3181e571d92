import { inflateRawSync } from 'node:zlib';

/** Signatures of a central directory record and of the end record (APPNOTE 4.3.12, 4.3.16). */
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const DEFLATED = 8;

interface Entry {
  name: string;
  /** Position of the central directory record. */
  central: number;
  /** Position of the local header. */
  local: number;
  method: number;
  packedSize: number;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Entries of a ZIP file as the `docx` package writes it: no comment, no ZIP64. Throws on anything else. */
function entriesOf(bytes: Uint8Array): Entry[] {
  const view = viewOf(bytes);
  const end = bytes.length - 22;
  if (end < 0 || view.getUint32(end, true) !== END) throw new Error('not a ZIP file without comment');
  const entries: Entry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (view.getUint32(at, true) !== CENTRAL) throw new Error('broken ZIP directory');
    const nameLength = view.getUint16(at + 28, true);
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      central: at,
      local: view.getUint32(at + 42, true),
      method: view.getUint16(at + 10, true),
      packedSize: view.getUint32(at + 20, true),
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Text of the entry `name`. Throws when there is none. */
export function zipText(bytes: Uint8Array, name: string): string {
  const entry = entriesOf(bytes).find((each) => each.name === name);
  if (!entry) throw new Error(`no ${name} in the ZIP file`);
  const view = viewOf(bytes);
  const start = entry.local + 30 + view.getUint16(entry.local + 26, true) + view.getUint16(entry.local + 28, true);
  const packed = bytes.subarray(start, start + entry.packedSize);
  return new TextDecoder().decode(entry.method === DEFLATED ? inflateRawSync(packed) : packed);
}

/** MS-DOS time and date of noon on `day` (`YYYY-MM-DD`). */
function dosStamp(day: string): number {
  const [year = 1980, month = 1, date = 1] = day.split('-').map(Number);
  return (((((Math.max(year, 1980) - 1980) << 9) | (month << 5) | date) << 16) | (12 << 11)) >>> 0;
}

/** Sets the time of every entry to noon on `day`, in place, so that equal packets give equal bytes. */
export function fixZipDates(bytes: Uint8Array, day: string): Uint8Array {
  const view = viewOf(bytes);
  for (const { central, local } of entriesOf(bytes)) {
    view.setUint32(central + 12, dosStamp(day), true);
    view.setUint32(local + 10, dosStamp(day), true);
  }
  return bytes;
}
