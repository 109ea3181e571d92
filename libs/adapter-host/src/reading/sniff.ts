import { unicodeEncoding } from './text-lines.js';

export type FileForm = 'zip' | 'ole' | 'json' | 'text' | 'empty' | { unsupported: string };

/** Forms that people send by mistake, by their first bytes. */
const OTHERS: readonly [RegExp, string][] = [
  [/^%PDF/, 'PDF'],
  [/^Rar!/, 'RAR 压缩包'],
  [/^7z\xbc\xaf\x27\x1c/, '7z 压缩包'],
  [/^\x1f\x8b/, 'gzip 压缩包'],
  [/^\x89PNG|^\xff\xd8\xff|^GIF8|^BM..\0\0/s, '图片'],
  [/^\{\\rtf/, 'RTF 文档'],
  [/^\s*(<!doctype html|<html|<table)/i, '网页（扩展名虽为 xls）'],
  [/^\s*<\?xml/i, 'XML'],
  [/^SQLite format 3/, '数据库文件'],
];

/** What the bytes are, from the first 4 KiB. The name of the file says nothing. */
export function sniff(head: Uint8Array): FileForm {
  if (head.length === 0) return 'empty';
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  const latin = bytes.toString('latin1');
  if (/^PK(\x03\x04|\x05\x06)/.test(latin)) return 'zip';
  if (latin.startsWith('\xd0\xcf\x11\xe0')) return 'ole';
  const unicode = unicodeEncoding(head);
  const start = latin.replace(/^\xef\xbb\xbf/, '').trimStart();
  const other = OTHERS.find(([pattern]) => pattern.test(start));
  if (other && unicode !== 'utf-16le' && unicode !== 'utf-16be') return { unsupported: other[1] };
  if (start.startsWith('{') || start.startsWith('[')) return 'json';
  if (unicode === undefined && controls(bytes) > bytes.length / 8) return { unsupported: '无法识别的二进制文件' };
  return 'text';
}

/** Bytes that no text holds. */
function controls(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte < 9 || (byte > 13 && byte < 32)) count += 1;
  return count;
}
