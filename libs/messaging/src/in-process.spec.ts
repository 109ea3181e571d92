import { clueTopic } from '#libs/contracts';
import { AppError } from '#libs/kernel';
import { clueOf, eventOf, listenTo, outgoing, transportContract } from '#libs/testkit';
import { InProcessTransport } from './in-process.js';

const TOPIC = clueTopic('DIS');

describe('in process', () => {
  transportContract({ keeps: false, shares: false, nulls: false }, async () => {
    let current = new InProcessTransport();
    const publish: InProcessTransport['publish'] = (topic, events) => current.publish(topic, events);
    return {
      topic: TOPIC,
      sink: { publish },
      async consume(handler) {
        current = new InProcessTransport();
        return listenTo(current, TOPIC, handler);
      },
      raw: (key, value) => publish(TOPIC, [{ id: '', key, json: String(value) }]),
      async close() {
        current.close();
      },
    };
  });

  test.each([
    ['transient', new AppError('E-DISK-FULL', 'transient', '磁盘已满')],
    ['bug', new AppError('E-DB-MISSING', 'bug', '数据库操作失败')],
    ['plain', new Error('plain')],
  ])('a failure that is no message’s fault reaches the publisher as it is: %s', async (_, failure) => {
    const transport = new InProcessTransport();
    await listenTo(transport, TOPIC, () => Promise.reject(failure));
    await expect(transport.publish(TOPIC, [outgoing(eventOf('DIS', 'J-1', clueOf()))])).rejects.toBe(failure);
  });

  test('a topic without a handler is an error, not a loss', async () => {
    const transport = new InProcessTransport();
    await expect(transport.publish('clue.unknown.v1', [])).rejects.toMatchObject({ code: 'E-NO-HANDLER' });
  });
});
