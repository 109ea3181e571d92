import type { LoggerService } from '@nestjs/common';
import type { Log } from './log.js';

/**
 * Nest's own messages without their text: a message may quote a request, a query or an event.
 * What stays is the level and, of an error, its class and place.
 */
export class NestLog implements LoggerService {
  constructor(private readonly to: Log) {}

  /** Routes and modules as they come up: nothing an operator acts on. */
  log(): void {}
  debug(): void {}
  verbose(): void {}

  warn(): void {
    this.to.warn('framework.warning');
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.to.error('framework.error', { error: [message, ...rest].find((one) => one instanceof Error) ?? 'text' });
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.error(message, ...rest);
  }
}
