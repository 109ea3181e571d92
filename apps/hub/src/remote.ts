import { readFile } from 'node:fs/promises';
import type { ReceiptItem, ReceiptSummary } from '#libs/adapter-host';
import type { HubConfig } from '#libs/config';
import type { Department } from '#libs/contracts';
import { AppError } from '#libs/kernel';
import { printReceipt } from './receipt-table.js';
import { ExitCode, type Terminal } from './terminal.js';

/** Sends a file to a running hub and prints its receipt. Gives the exit code. */
export async function importRemotely(
  config: HubConfig,
  department: Department,
  file: string,
  options: { submittedBy: string; approvedBy: string; dryRun?: boolean; json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const query = new URLSearchParams({
    submittedBy: options.submittedBy,
    approvedBy: options.approvedBy,
    dryRun: String(options.dryRun ?? false),
  });
  const response = await fetch(new URL(`adapters/${department.name}/files?${query}`, withSlash(config.url ?? '')), {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      ...(config.key ? { authorization: `Bearer ${config.key}` } : {}),
    },
    body: await readFile(file),
  }).catch((error: unknown) => {
    throw new AppError(
      'E-HUB-URL',
      'transient',
      `连不上 ${config.url}（${(error as Error).name}）`,
      '核对 HUB_URL，确认服务在运行',
    );
  });
  const body = (await response.json()) as ReceiptSummary & {
    items: ReceiptItem[];
    code?: string;
    title?: string;
    remedy?: string;
  };
  if (!Array.isArray(body.items)) {
    throw new AppError(
      body.code ?? 'E-HUB-ANSWER',
      'forbidden',
      body.title ?? `服务回答 ${response.status}`,
      body.remedy,
    );
  }
  const result = { ...body, annotated: null };
  if (options.json) terminal.out(`${JSON.stringify(result)}\n`);
  else printReceipt(terminal, department, result, body.items);
  return body.refusal ? ExitCode.refused : ExitCode.done;
}

const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);
