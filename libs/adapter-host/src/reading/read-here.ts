import { headOf, heldOf, openBook, type Source, sizeOf, streamOf } from './open-book.js';
import { readBook } from './read-book.js';
import { DEFAULT_LIMITS, type Limits, type ReadItem, type ReadOptions } from './read-item.js';
import { readJson, readNdjson } from './read-json.js';
import { FileRefusal } from './refusal.js';
import { sniff } from './sniff.js';
import { unicodeEncoding } from './text-lines.js';

/** The same as `readFile` and `readBytes`, in the thread that asks. */
export async function* readHere(source: Source, options: ReadOptions): AsyncGenerator<ReadItem> {
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  const head = await headOf(source, limits);
  if (sniff(head) === 'json') {
    yield* readJsonFile(source, head, limits, options);
    return;
  }
  const book = await openBook(source, head, limits);
  try {
    yield* readBook(book, options);
  } finally {
    book.close();
  }
}

/** An array or one printed object is JSON; objects line by line are NDJSON. */
async function* readJsonFile(
  source: Source,
  head: Buffer,
  limits: Limits,
  options: ReadOptions,
): AsyncGenerator<ReadItem> {
  const unicode = unicodeEncoding(head);
  const held = async (): Promise<Buffer> => {
    if ((await sizeOf(source)) > limits.jsonBytes)
      throw new FileRefusal('E-JSON-TOO-BIG', `${limits.jsonBytes / 1024 / 1024} MiB`);
    return heldOf(source);
  };
  if (unicode === 'utf-16le' || unicode === 'utf-16be') {
    yield* readJson(new TextDecoder(unicode).decode(await held()), options);
    return;
  }
  const start = head
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (start.startsWith('[') || isPrinted(start, head.length >= 4096)) yield* readJson(await held(), options);
  else yield* readNdjson(streamOf(source), options);
}

/** A first line that is the beginning of an object, not a whole one: printed with line breaks. */
function isPrinted(start: string, cut: boolean): boolean {
  const end = start.indexOf('\n');
  if (end < 0) return !cut;
  return (
    /^\{\s*("[^"\n]*"\s*:\s*[^\n]*,?\s*)?\r?$/.test(start.slice(0, end)) && !start.slice(0, end).trimEnd().endsWith('}')
  );
}
