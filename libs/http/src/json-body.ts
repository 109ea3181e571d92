import { AppError } from '#libs/kernel';
import type { KeyedRequest } from './key.guard.js';

const MOST = 64 * 1024;

/** The body of a request as JSON, up to `most` bytes. @throws AppError `E-CONTENT-TYPE`, `E-BODY` */
export async function readJsonBody(request: KeyedRequest, most = MOST): Promise<unknown> {
  const [type] = (request.headers['content-type'] ?? '').toLowerCase().split(/\s*;/u, 1);
  if (type !== 'application/json')
    throw new AppError('E-CONTENT-TYPE', 'invalid', '内容类型应为 application/json', '改正请求头后重发');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw new AppError('E-BODY', 'invalid', `请求体超过 ${most / 1024} KiB`, '缩短后重发');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new AppError('E-BODY', 'invalid', '请求体不是 UTF-8 的 JSON', '改正后重发');
  }
}
