import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { FileRefusal } from './refusal.js';

/** Bytes of one line of a text table: a cell of 20 MB is still read, and judged as a cell. */
const LINE_BYTES = 32 * 1024 * 1024;

export type TextEncoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'gb18030';

/** Letters of two-byte UTF-8 without any Chinese character: what short GB18030 words look like when read as UTF-8. */
const isUnlikelyUtf8 = (text: string): boolean => !/[\u3000-\u9fff]/.test(text) && /[\u0080-\u07ff]/.test(text);

/**
 * Text of one line whose encoding is UTF-8 or GB18030, judged by itself: files pasted together from two systems hold both.
 * A line feed is never part of a character in either.
 */
export function decodeLine(bytes: Uint8Array): { text: string; encoding: 'ascii' | 'utf-8' | 'gb18030' } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (isAscii(buffer)) return { text: buffer.toString('latin1'), encoding: 'ascii' };
  if (isUtf8(buffer)) {
    const text = buffer.toString('utf8');
    if (!isUnlikelyUtf8(text)) return { text, encoding: 'utf-8' };
  }
  return { text: iconv.decode(buffer, 'gb18030'), encoding: 'gb18030' };
}

/** Encoding named by a byte order mark, or UTF-16 guessed from zero bytes at every second place of `head`. */
export function unicodeEncoding(head: Uint8Array): 'utf-8-bom' | 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8-bom';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  const length = Math.min(head.length, 1024) & ~1;
  for (let i = 0; i < length; i++) if (head[i] === 0) zeros[i & 1] = (zeros[i & 1] as number) + 1;
  const [even = 0, odd = 0] = zeros;
  if (length >= 16 && odd > length / 8 && even === 0) return 'utf-16le';
  if (length >= 16 && even > length / 8 && odd === 0) return 'utf-16be';
  return undefined;
}

/** A line of bytes without its line feed; `tooLong` lines come without their bytes, `open` ones were not ended by a line feed. */
export interface ByteLine {
  bytes: Uint8Array;
  tooLong: boolean;
  open: boolean;
}

/** Cuts a stream into lines at `\n`, holding at most `limit` bytes of a line. */
export async function* byteLines(stream: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<ByteLine[]> {
  let parts: Uint8Array[] = [];
  let held = 0;
  let tooLong = false;
  const take = (part: Uint8Array): void => {
    held += part.length;
    if (held > limit) {
      tooLong = true;
      parts = [];
    } else if (part.length > 0) parts.push(part);
  };
  const finish = (open: boolean): ByteLine => {
    const line = { bytes: parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts), tooLong, open };
    parts = [];
    held = 0;
    tooLong = false;
    return line;
  };
  for await (const chunk of stream) {
    const lines: ByteLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      take(chunk.subarray(start, end));
      lines.push(finish(false));
      start = end + 1;
    }
    if (start < chunk.length) take(Buffer.from(chunk.subarray(start)));
    if (lines.length > 0) yield lines;
  }
  if (held > 0) yield [finish(true)];
}

/** Text of a stream in pieces that end at line ends (UTF-16: anywhere), with the encodings met added to `encodings`. */
export async function* decodeStream(
  stream: AsyncIterable<Uint8Array>,
  unicode: ReturnType<typeof unicodeEncoding>,
  encodings: Set<string>,
): AsyncGenerator<string> {
  if (unicode === 'utf-16le' || unicode === 'utf-16be') {
    encodings.add(unicode);
    const decoder = new TextDecoder(unicode);
    for await (const chunk of stream) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
    return;
  }
  let first = true;
  for await (const lines of byteLines(stream, LINE_BYTES)) {
    let text = '';
    for (const line of lines) {
      if (line.tooLong) throw new FileRefusal('E-FILE-TOO-BIG', '一行超过 32 MiB');
      const decoded = decodeLine(line.bytes);
      if (decoded.encoding !== 'ascii') encodings.add(decoded.encoding);
      const body = first && decoded.text.startsWith('\ufeff') ? decoded.text.slice(1) : decoded.text;
      first = false;
      text += line.open ? body : `${body}\n`;
    }
    yield text;
  }
}
