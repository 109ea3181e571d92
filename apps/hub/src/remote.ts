import { readFile, writeFile } from 'node:fs/promises';
import type { ReceiptItem, ReceiptSummary } from '#libs/adapter-host';
import type { HubConfig } from '#libs/config';
import type { Department } from '#libs/contracts';
import { annotatedCopy } from '#libs/embedded';
import { AppError, systemClock } from '#libs/kernel';
import { keyIdOf, signRequest } from '#libs/security';
import { printReceipt, SHOWN_ITEMS } from './receipt-table.js';
import { ExitCode, type Terminal } from './terminal.js';

/** Sends a file to a running hub and prints its receipt. Gives the exit code. */
export async function importRemotely(
  config: HubConfig,
  department: Department,
  file: string,
  options: { submittedBy: string; approvedBy: string; dryRun?: boolean; json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const send = (more: Record<string, string>): Promise<Response> => {
    const { submittedBy, approvedBy } = options;
    return request(config, department, { submittedBy, approvedBy, ...more }, bytes);
  };
  const bytes = await readInput(file);
  const response = await send({ dryRun: String(options.dryRun ?? false) });
  const receipt = await receiptOf(response);
  const { rows } = receipt;
  // The copy is asked for as a trial: it shows the same rows and takes nothing.
  const copy =
    rows.invalid + rows.refused > 0
      ? await annotatedCopy(file, async (out) => writeCopy(await send({ dryRun: 'true', annotated: 'true' }), out))
      : { annotated: null };
  const result = { ...receipt, ...copy };
  if (options.json) terminal.out(`${JSON.stringify(result)}\n`);
  else printReceipt(terminal, department, result, receipt.items.slice(0, SHOWN_ITEMS));
  return receipt.refusal ? ExitCode.refused : ExitCode.done;
}

type Receipt = ReceiptSummary & { items: ReceiptItem[] };

async function readInput(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '未知原因';
    throw new AppError('E-FILE-MISSING', 'not_found', `读不到文件（${code}）`, '核对路径和权限');
  }
}

async function request(
  config: HubConfig,
  department: Department,
  query: Record<string, string>,
  body: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  const url = new URL(`adapters/${department.name}/files?${new URLSearchParams(query)}`, withSlash(config.url ?? ''));
  const headers = {
    'content-type': 'application/octet-stream',
    ...(config.key ? { authorization: `Bearer ${config.key}` } : {}),
    ...(config.signingKey ? await signatureOf(config.signingKey, url, body) : {}),
  };
  try {
    return await fetch(url, { method: 'POST', headers, body });
  } catch (error) {
    const name = (error as Error).name;
    throw new AppError('E-HUB-URL', 'transient', `连不上 ${config.url}（${name}）`, '核对 HUB_URL，确认服务在运行');
  }
}

async function signatureOf(file: string, url: URL, body: Uint8Array): Promise<Record<string, string>> {
  const privateKey = Buffer.from(await readInput(file)).toString('utf8');
  const request = { method: 'POST', url: url.href, body };
  return signRequest(request, { keyId: keyIdOf(file), privateKey }, systemClock.now());
}

/** The receipt in an answer. @throws AppError with the code and words of the hub when it is a problem, or `E-HUB-ANSWER` */
async function receiptOf(response: Response): Promise<Receipt> {
  const body = await response.json().catch(() => ({}));
  if (Array.isArray((body as Partial<Receipt>).items)) return body as Receipt;
  const { code, title, remedy } = body as { code?: string; title?: string; remedy?: string };
  throw new AppError(
    code ?? 'E-HUB-ANSWER',
    'forbidden',
    title ?? `服务的回答不完整（${response.status}）`,
    remedy ?? '用同一文件重新导入，已收的记录不会重复',
  );
}

async function writeCopy(response: Response, out: string): Promise<string> {
  if (!response.ok) throw new Error(`ENOCOPY: ${response.status}`);
  await writeFile(out, Buffer.from(await response.arrayBuffer()));
  return (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
}

const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);
