/** What kind of failure it is decides what happens: HTTP status, exit code, quarantine or retry. */
export type ErrorKind = 'invalid' | 'not_found' | 'conflict' | 'unauthenticated' | 'forbidden' | 'transient' | 'bug';

/**
 * An error that a caller can act on.
 * `code` is stable and may be logged; `message` and `remedy` are Chinese, for people, and never quote a record's content.
 */
export class AppError extends Error {
  constructor(
    readonly code: string,
    readonly kind: ErrorKind,
    message: string,
    readonly remedy?: string,
  ) {
    super(message);
    this.name = 'AppError';
  }
}
