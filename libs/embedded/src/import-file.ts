import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { annotate, type ItemSink, type ReceiptSummary, Remarks, readFile } from '#libs/adapter-host';
import type { LinkStanding } from '#libs/aggregation';
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
export type ImportResult = ReceiptSummary & {
  /** How far matters are behind the records; absent after a trial. */
  linking?: LinkStanding;
  annotated: string | null;
  /** Why there is no annotated copy although rows were wrong: `EACCES`, `ENOSPC` … */
  annotationFailed?: string;
};

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
  const intake = hub.intake(department);
  const items = readFile(path, {
    layouts: department.layouts,
    idKey: hub.idKey,
    ...intake.judging,
    ...(options.read ? { progress: options.read } : {}),
  });
  const { submittedBy, approvedBy, namesFromConfiguration, dryRun = false } = options;
  const note = { door: 'file' as const, digest, submittedBy, approvedBy, namesFromConfiguration, dryRun };
  const summary = await intake.take(note, items, async (lines) => {
    remarks.add(lines);
    await sink(lines);
  });
  if (!dryRun) await hub.settle(options);
  const linking = dryRun ? {} : { linking: await hub.aggregator.linker.standing() };
  const wanted = options.annotated !== false && remarks.size > 0;
  if (!wanted) return { ...summary, ...linking, annotated: null };
  return { ...summary, ...linking, ...(await annotatedCopy(path, (out) => annotate(path, remarks, out))) };
}

/**
 * Lets `write` make the annotated copy, beside the input and nowhere else: it holds what the hub must not keep.
 * `write` gives the content type. That the folder cannot be written to is said, and undoes nothing.
 */
export async function annotatedCopy(
  path: string,
  write: (out: string) => Promise<string>,
): Promise<Pick<ImportResult, 'annotated' | 'annotationFailed'>> {
  const stem = join(dirname(path), `${basename(path, extname(path))}.错误标注`);
  const unfinished = `${stem}.部分`;
  try {
    const type = await write(unfinished);
    const out = `${stem}${type === 'text/csv' ? '.csv' : '.xlsx'}`;
    await rename(unfinished, out);
    return { annotated: out };
  } catch (error) {
    const code = codeOf(error);
    // Nothing of ours where the name is taken by a folder: what stands there stays.
    if (code !== 'EISDIR') await rm(unfinished, { force: true });
    if (code === undefined) throw error;
    return { annotated: null, annotationFailed: code };
  }
}

/** `EACCES`, `ENOSPC` … of a failure of the file system; nothing for any other error. */
function codeOf(error: unknown): string | undefined {
  return /\b(E[A-Z]{3,})\b(?=:)/u.exec(error instanceof Error ? error.message : '')?.[1];
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
