/** Signature of a central directory record and of a local header (APPNOTE 4.3.7, 4.3.12). */
const CENTRAL = 0x02014b50;
const END = 0x06054b50;

/** MS-DOS time and date of noon on `day` (`YYYY-MM-DD`). */
function dosStamp(day: string): number {
  const [year = 1980, month = 1, date = 1] = day.split('-').map(Number);
  return ((((Math.max(year, 1980) - 1980) << 9) | (month << 5) | date) << 16) | (12 << 11);
}

/**
 * Sets the time of every entry of a ZIP file to noon on `day`, in place, so that equal packets give equal bytes.
 * Throws on bytes that are no ZIP file with a plain end record.
 */
export function fixZipDates(bytes: Uint8Array, day: string): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - 22;
  if (end < 0 || view.getUint32(end, true) !== END) throw new Error('not a ZIP file without comment');
  const stamp = dosStamp(day) >>> 0;
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (view.getUint32(at, true) !== CENTRAL) throw new Error('broken ZIP directory');
    view.setUint32(at + 12, stamp, true);
    view.setUint32(view.getUint32(at + 42, true) + 10, stamp, true);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return bytes;
}
