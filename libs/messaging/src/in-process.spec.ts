import { Controller, type INestMicroservice, Module, UseFilters } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { HubEvent } from '#libs/contracts';
import { AppError } from '#libs/kernel';
import { InProcessTransport, KeepErrorFilter } from './in-process.js';

/** What the handler did, and what it is told to do. */
const handler = { batches: [] as HubEvent[][], fail: undefined as unknown };

@Controller()
@UseFilters(KeepErrorFilter)
class Ingest {
  @EventPattern(['clue.audit.v1', 'clue.petition.v1'])
  async onEvents(@Payload() events: HubEvent[]): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (handler.fail !== undefined) throw handler.fail;
    handler.batches.push(events);
    if (events[0]) events[0].id = 'changed by the receiver';
  }
}

@Module({ controllers: [Ingest] })
class IngestModule {}

let transport: InProcessTransport;
let service: INestMicroservice;

beforeEach(async () => {
  handler.batches = [];
  handler.fail = undefined;
  transport = new InProcessTransport();
  service = await NestFactory.createMicroservice(IngestModule, { strategy: transport, logger: false });
  await service.listen();
});
afterEach(() => service.close());

const event = (id: string): HubEvent => ({ id, data: { payload: { title: '甲' } } }) as unknown as HubEvent;

test('a batch reaches the handler of its topic whole and in order, and publishing waits for it', async () => {
  const events = Array.from({ length: 500 }, (_, n) => event(`e${n}`));
  await transport.publish('clue.petition.v1', events);
  await transport.publish('clue.audit.v1', [event('a')]);
  expect(handler.batches.map((batch) => batch.length)).toEqual([500, 1]);
  expect(handler.batches[0]?.slice(1)).toEqual(events.slice(1));
});

test('the two sides share no object', async () => {
  const sent = event('e1');
  await transport.publish('clue.audit.v1', [sent]);
  expect(sent).toEqual(event('e1'));
  expect(handler.batches[0]?.[0]?.data).not.toBe(sent.data);
});

test.each([
  new AppError('E-DISK-FULL', 'transient', '磁盘已满'),
  new TypeError('x is not a function'),
  new Error('plain'),
])('a failure of the handler reaches the publisher as it is: %s', async (failure) => {
  handler.fail = failure;
  await expect(transport.publish('clue.audit.v1', [event('e1')])).rejects.toBe(failure);
  handler.fail = undefined;
  await transport.publish('clue.audit.v1', [event('e1')]);
  expect(handler.batches).toHaveLength(1);
});

test('a topic without a handler is an error, not a loss', async () => {
  await expect(transport.publish('clue.unknown.v1', [event('e1')])).rejects.toMatchObject({ code: 'E-NO-HANDLER' });
});
