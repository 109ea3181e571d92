import type { NextFunction, Request, Response } from 'express';
import { stopwatch } from '#libs/kernel';
import { type HubMetrics, type Log, traceFrom, withTrace } from '#libs/observability';

/** Status noted for a request whose sender went away before the answer was out. */
const SENDER_GONE = 499;

/** Puts a request into its trace, and notes its route template, status and time once it is over; its path is noted nowhere. */
export function observed(log: Log, metrics: HubMetrics, stopping: () => boolean) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const elapsed = stopwatch();
    const trace = traceFrom(request.headers.traceparent);
    response.setHeader('traceparent', trace.traceparent);
    if (stopping()) response.setHeader('connection', 'close');
    const over = (): void => {
      const route = templateOf(request);
      const status = response.writableFinished ? response.statusCode : SENDER_GONE;
      const millis = Math.round(elapsed());
      metrics.request(route, request.method, status, millis / 1000);
      withTrace(trace, () => log.info('http.request', { route, method: request.method, status, millis }));
    };
    response.once('close', over);
    withTrace(trace, next);
  };
}

function templateOf(request: Request): string {
  const path: unknown = (request.route as { path?: unknown } | undefined)?.path;
  return typeof path === 'string' ? path : '(none)';
}
