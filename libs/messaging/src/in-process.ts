import { type ArgumentsHost, Catch, type RpcExceptionFilter } from '@nestjs/common';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { lastValueFrom, type Observable, throwError } from 'rxjs';
import type { HubEvent } from '#libs/contracts';
import { AppError } from '#libs/kernel';
import type { Delivered, EventSink } from './ports.js';

/**
 * Delivery inside one process, as a Nest transport: `@EventPattern(topic)` handlers get the same batches
 * they would get from a broker. The publisher waits for the handler, so a failure reaches the relay and the batch is sent again.
 */
export class InProcessTransport extends Server implements CustomTransportStrategy, EventSink {
  listen(callback: () => void): void {
    callback();
  }

  close(): void {
    this.messageHandlers.clear();
  }

  override on(): void {
    throw new AppError('E-TRANSPORT', 'bug', '进程内传输没有连接事件');
  }

  override unwrap<T>(): T {
    throw new AppError('E-TRANSPORT', 'bug', '进程内传输没有底层客户端');
  }

  async publish(topic: string, events: readonly HubEvent[]): Promise<void> {
    const handler = this.messageHandlers.get(topic);
    if (!handler) throw new AppError('E-NO-HANDLER', 'bug', `主题 ${topic} 没有处理者`);
    // A broker would hand over bytes: so does this, and no object is shared between the two sides.
    const batch = JSON.parse(JSON.stringify(events)) as HubEvent[];
    // Unlike the base class, wait for the handler's stream: an error there must reach the relay.
    const stream = this.transformToObservable(await handler(batch, { topic } satisfies Delivered));
    await lastValueFrom(stream as Observable<unknown>, { defaultValue: undefined });
  }
}

/** Lets a handler's own error through: Nest's default replaces it by "Internal server error" and logs it whole. */
@Catch()
export class KeepErrorFilter implements RpcExceptionFilter {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}
