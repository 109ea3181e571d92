import { type ArgumentsHost, Catch, type RpcExceptionFilter } from '@nestjs/common';
import { Server } from '@nestjs/microservices';
import { lastValueFrom, type Observable, throwError } from 'rxjs';
import { AppError } from '#libs/kernel';
import type { Arrival } from './arrival.js';
import { handOver } from './hand-over.js';
import type { Delivered } from './ports.js';

/** Base of our Nest transports: an `@EventPattern(topic)` handler gets whole batches of {@link Arrival}, and is waited for. */
export abstract class BatchServer extends Server {
  override on(): void {
    throw new AppError('E-TRANSPORT', 'bug', '传输没有连接事件');
  }

  override unwrap<T>(): T {
    throw new AppError('E-TRANSPORT', 'bug', '传输不交出底层客户端');
  }

  /** Topics that have a handler. */
  protected get topics(): string[] {
    return [...this.messageHandlers.keys()];
  }

  /** Hands a batch to the handler of `topic`, setting aside what it fails on. */
  protected async deliver(topic: string, arrivals: readonly Arrival[]): Promise<void> {
    const handler = this.messageHandlers.get(topic);
    if (!handler) throw new AppError('E-NO-HANDLER', 'bug', `主题 ${topic} 没有处理者`);
    await handOver(arrivals, async (batch) => {
      // Unlike the base class, wait for the handler's stream: an error there must reach the transport.
      const stream = this.transformToObservable(await handler(batch, { topic } satisfies Delivered));
      await lastValueFrom(stream as Observable<unknown>, { defaultValue: undefined });
    });
  }
}

/** Lets a handler's own error through: Nest's default replaces it by "Internal server error" and logs it whole. */
@Catch()
export class KeepErrorFilter implements RpcExceptionFilter {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}
