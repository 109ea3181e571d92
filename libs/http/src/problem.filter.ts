import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AppError, type ErrorKind, newId } from '#libs/kernel';
import { Log } from '#libs/observability';

/** The one table from kind of error to HTTP status. */
const STATUS: Record<ErrorKind, number> = {
  invalid: 422,
  not_found: 404,
  conflict: 409,
  unauthenticated: 401,
  forbidden: 403,
  transient: 503,
  bug: 500,
};

/** Body of an error answer (RFC 9457, `application/problem+json`). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  /** Chinese: what to do next. */
  remedy?: string;
  /** Number to quote to the operator; the log has it beside the code. */
  instance: string;
}

/** Turns every error into problem+json. What is no `AppError` becomes a number and a code: its text may hold content. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log = new Log('http')) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    // What is still coming of a body goes nowhere, so that the sender can end and read the answer.
    host.switchToHttp().getRequest<Request>().resume();
    const problem = problemOf(error);
    if (problem.status >= 500) {
      const { code, instance, status } = problem;
      this.log.error('http.failed', { code, instance, status, error });
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="clue-hub"');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}

function problemOf(error: unknown): Problem {
  const instance = `urn:uuid:${newId()}`;
  if (error instanceof AppError) {
    const status = STATUS[error.kind];
    const { code, message: title, remedy } = error;
    return { type: `urn:clue-hub:${code}`, title, status, code, ...(remedy ? { remedy } : {}), instance };
  }
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  const code = `E-HTTP-${status}`;
  return { type: `urn:clue-hub:${code}`, title: TITLES[status] ?? '请求没有完成', status, code, instance };
}

const TITLES: Record<number, string> = {
  400: '请求格式有误',
  404: '没有这个地址或对象',
  405: '不支持的方法',
  413: '内容超过上限',
  415: '不支持的内容类型',
  500: '服务内部错误',
};

/** Express's errors carry their status without being HttpExceptions; a sender that went away is no fault of ours. */
function statusOf(error: unknown): number {
  const { status, code } = (error ?? {}) as { status?: unknown; code?: unknown };
  if (code === 'ECONNRESET') return 400;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
