import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { annotate, type ItemSink, type ReceiptSummary, Remarks, readFile } from '#libs/adapter-host';
import type { Department } from '#libs/contracts';
import { AppError } from '#libs/kernel';
import type { Hub, Settling } from './hub.js';

export interface ImportOptions extends Settling {
  submittedBy: string;
  approvedBy: string;
  namesFromConfiguration: boolean;
  dryRun?: boolean;
  /** False: no annotated copy is written beside the input. */
  annotated?: boolean;
  read?: (rows: number) => void;
}

/** Summary of an import, and where the annotated copy lies when rows were wrong. */
export type ImportResult = ReceiptSummary & { annotated: string | null };

/** Takes a file of a department in, delivers and links it. Receipt lines go to `sink` as they come to be. */
export async function importFile(
  hub: Hub,
  department: Department,
  path: string,
  options: ImportOptions,
  sink: ItemSink,
): Promise<ImportResult> {
  const digest = await fileDigest(path);
  const remarks = new Remarks();
  const items = readFile(path, {
    layouts: department.layouts,
    idKey: hub.idKey,
    ...(options.read ? { progress: options.read } : {}),
  });
  const { submittedBy, approvedBy, namesFromConfiguration, dryRun = false } = options;
  const note = { door: 'file' as const, digest, submittedBy, approvedBy, namesFromConfiguration, dryRun };
  const summary = await hub.intake(department).take(note, items, async (lines) => {
    remarks.add(lines);
    await sink(lines);
  });
  if (!dryRun) await hub.settle(options);
  const annotated = options.annotated !== false && remarks.size > 0 && canBeAnnotated(path) ? await writeAnnotated(path, remarks) : null;
  return { ...summary, annotated };
}

const canBeAnnotated = (path: string): boolean => !/\.(ndjson|jsonl|json|zip)$/iu.test(path);

/** Beside the input and nowhere else: the copy holds what the hub must not keep. */
async function writeAnnotated(path: string, remarks: Map<string, string>): Promise<string> {
  const extension = extname(path).toLowerCase() === '.csv' ? '.csv' : '.xlsx';
  const out = join(dirname(path), `${basename(path, extname(path))}.错误标注${extension}`);
  await annotate(path, remarks, out);
  return out;
}

async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '未知原因';
    throw new AppError('E-FILE-MISSING', 'not_found', `读不到文件（${code}）`, '核对路径和权限');
  }
  return hash.digest('hex');
}
