import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, NotFoundException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AppError, type ErrorKind, newId } from '#libs/kernel';
import { Log } from '#libs/observability';
import { allowedMethods } from './allowed-methods.js';
import { PROBLEM_TYPE, type Problem, statusProblem } from './problem.js';

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

/** Turns every error into problem+json. What is no `AppError` becomes a number and a code: its text may hold content. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log = new Log('http')) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const request = host.switchToHttp().getRequest<Request>();
    // What is still coming of a body goes nowhere, so that the sender can end and read the answer.
    request.resume();
    const allowed = isNowhere(error, request) ? allowedMethods(request) : [];
    const problem = allowed.length > 0 ? statusProblem(405) : problemOf(error);
    if (problem.status >= 500) {
      const { code, instance, status } = problem;
      this.log.error('http.failed', { code, instance, status, error });
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (allowed.length > 0) response.setHeader('Allow', allowed.join(', '));
    if (problem.status === 401) response.setHeader('WWW-Authenticate', challenge(problem.code));
    if (problem.status === 503) response.setHeader('Retry-After', RETRY_AFTER);
    response.status(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
  }
}

function problemOf(error: unknown): Problem {
  const instance = `urn:uuid:${newId()}`;
  if (error instanceof AppError) {
    const status = STATUS[error.kind];
    const { code, message: title, remedy } = error;
    return { type: `urn:clue-hub:${code}`, title, status, code, ...(remedy ? { remedy } : {}), instance };
  }
  return statusProblem(error instanceof HttpException ? error.getStatus() : statusOf(error));
}

/** No door was found for the request: then it may be the method alone that is wrong. */
const isNowhere = (error: unknown, request: Request): boolean =>
  error instanceof NotFoundException && request.route === undefined;

/** Seconds after which another try makes sense. */
const RETRY_AFTER = '10';

/** What to come with instead: a key, or where requests are signed, a signature (RFC 9421). */
const challenge = (code: string): string => `${code === 'E-KEY' ? 'Bearer' : 'Signature'} realm="clue-hub"`;

/** Express's errors carry their status without being HttpExceptions; a sender that went away is no fault of ours. */
function statusOf(error: unknown): number {
  const { status, code } = (error ?? {}) as { status?: unknown; code?: unknown };
  if (code === 'ECONNRESET') return 400;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
