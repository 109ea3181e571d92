import type { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import type { Limits } from './read-item.js';
import { FileRefusal } from './refusal.js';

/** Below this size the ratio of an entry says nothing: a sheet of blanks packs well. */
const RATIO_FROM_BYTES = 10 * 1024 * 1024;

/** Names are UTF-8 when the entry says so, else what Chinese tools write: GB18030. */
function entryName(entry: Entry): string {
  const raw = entry.fileName as unknown as Buffer;
  if (entry.generalPurposeBitFlag & 0x800) return raw.toString('utf8');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    return new TextDecoder('gb18030').decode(raw);
  }
}

function open(source: string | Buffer): Promise<ZipFile> {
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false } as const;
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, zip: ZipFile): void => (error ? reject(error) : resolve(zip));
    if (typeof source === 'string') yauzl.open(source, options, done);
    else yauzl.fromBuffer(source, options, done);
  });
}

function list(zip: ZipFile, limit: number): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  return new Promise((resolve, reject) => {
    let seen = 0;
    zip.on('entry', (entry: Entry) => {
      seen += 1;
      if (seen > limit) return reject(new FileRefusal('E-FILE-ZIP-BOMB', `超过 ${limit} 个文件`));
      const name = entryName(entry).replaceAll('\\', '/').replace(/^\/+/, '');
      if (!name.endsWith('/')) entries.set(name, entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });
}

const megabytes = (bytes: number): string => `${Math.floor(bytes / 1024 / 1024)} MiB`;

/** A zip whose sizes were checked against the limits as declared; what is unpacked is counted again while it is read. */
export class ZipSource {
  private unpacked = 0;

  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: Map<string, Entry>,
    private readonly limits: Limits,
  ) {}

  /** Opens a file or bytes. Throws {@link FileRefusal} for broken, encrypted or swollen archives. */
  static async open(source: string | Buffer, limits: Limits): Promise<ZipSource> {
    let zip: ZipFile;
    try {
      zip = await open(source);
    } catch {
      throw new FileRefusal('E-FILE-BROKEN', '压缩结构无法读取');
    }
    try {
      const entries = await list(zip, limits.zipEntries);
      for (const entry of entries.values())
        if (entry.generalPurposeBitFlag & 1) throw new FileRefusal('E-FILE-PASSWORD');
      checkSizes([...entries.values()], limits);
      return new ZipSource(zip, entries, limits);
    } catch (error) {
      zip.close();
      throw error instanceof FileRefusal ? error : new FileRefusal('E-FILE-BROKEN', '压缩目录无法读取');
    }
  }

  names(): string[] {
    return [...this.entries.keys()];
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  size(name: string): number {
    return this.entries.get(name)?.uncompressedSize ?? 0;
  }

  /** Bytes of an entry as they are unpacked. */
  async *bytes(name: string): AsyncGenerator<Uint8Array> {
    const entry = this.entries.get(name);
    if (!entry) throw new FileRefusal('E-FILE-BROKEN', '缺少部件');
    const stream = await new Promise<Readable>((resolve, reject) =>
      this.zip.openReadStream(entry, (error, opened) => (error ? reject(broken()) : resolve(opened))),
    );
    try {
      for await (const chunk of stream) {
        this.unpacked += (chunk as Buffer).length;
        // A workbook is gone through twice, so twice the limit.
        if (this.unpacked > 3 * this.limits.unpackedBytes)
          throw new FileRefusal('E-FILE-ZIP-BOMB', megabytes(this.limits.unpackedBytes));
        yield chunk as Buffer;
      }
    } catch (error) {
      throw error instanceof FileRefusal ? error : broken();
    } finally {
      stream.destroy();
    }
  }

  /** A whole entry, not larger than `limit` bytes. */
  async buffer(name: string, limit: number): Promise<Buffer> {
    if (this.size(name) > limit) throw new FileRefusal('E-FILE-TOO-BIG', `压缩包内单个文件 ${megabytes(limit)}`);
    const parts: Uint8Array[] = [];
    for await (const chunk of this.bytes(name)) parts.push(chunk);
    return Buffer.concat(parts);
  }

  close(): void {
    this.zip.close();
  }
}

const broken = (): FileRefusal => new FileRefusal('E-FILE-BROKEN', '压缩内容无法展开');

function checkSizes(entries: Entry[], limits: Limits): void {
  let total = 0;
  for (const { uncompressedSize, compressedSize } of entries) {
    total += uncompressedSize;
    const swollen =
      uncompressedSize > RATIO_FROM_BYTES && uncompressedSize / Math.max(1, compressedSize) > limits.ratio;
    if (swollen) throw new FileRefusal('E-FILE-ZIP-BOMB', `压缩比超过 ${limits.ratio}`);
  }
  if (total > limits.unpackedBytes) throw new FileRefusal('E-FILE-ZIP-BOMB', `超过 ${megabytes(limits.unpackedBytes)}`);
}
