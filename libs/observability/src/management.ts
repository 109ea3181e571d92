import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readiness } from './health.js';
import type { Log } from './log.js';
import type { HubMetrics } from './metrics.js';

/** Doors for the operator's machines: liveness, readiness, metrics. */
export interface Management {
  url: string;
  close(): Promise<void>;
}

/**
 * Serves `/health/live`, `/health/ready` and `/metrics` on a port of their own, without a key.
 * Departments reach another port and never see them; in containers it is not published.
 */
export async function startManagement(
  { host, port }: { host: string; port: number },
  readiness: Readiness,
  metrics: HubMetrics,
  log: Log,
): Promise<Management> {
  const answers: Record<string, (response: ServerResponse) => Promise<void>> = {
    '/health/live': async (response) => send(response, 200, 'application/json', '{"status":"ok"}'),
    '/health/ready': async (response) => ready(response, await readiness.state()),
    '/metrics': async (response) => {
      const { type, body } = await metrics.text();
      send(response, 200, type, body);
    },
  };
  const server = createServer((request, response) => {
    const answer = Object.hasOwn(answers, request.url ?? '') ? answers[request.url ?? ''] : undefined;
    if (!answer) problem(response, 404, 'E-HTTP-404', '没有这个地址或对象', {});
    else if (request.method !== 'GET') {
      response.setHeader('allow', 'GET');
      problem(response, 405, 'E-HTTP-405', '这个地址没有这种方法', {});
    } else
      answer(response).catch((error: unknown) => {
        log.error('management.failed', { error });
        problem(response, 500, 'E-HTTP-500', '服务内部错误', {});
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

function ready(response: ServerResponse, { failing, beside }: Awaited<ReturnType<Readiness['state']>>): void {
  if (failing.length === 0) {
    const told = beside.length > 0 ? { beside } : {};
    send(response, 200, 'application/json', JSON.stringify({ status: 'ready', ...told }));
  } else problem(response, 503, 'E-NOT-READY', '服务尚未就绪', { failing, beside, remedy: '按 failing 所列逐项排查' });
}

function problem(response: ServerResponse, status: number, code: string, title: string, more: object): void {
  const body = { type: `urn:clue-hub:${code}`, title, status, code, ...more };
  send(response, status, 'application/problem+json', JSON.stringify(body));
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}
