import type { HubEvent } from '#libs/contracts';
import { AppError, sha256 } from '#libs/kernel';
import { MAX_EVENT_BYTES } from '#libs/messaging';
import { clueOf, eventOf, outgoing } from './events.js';
import { Book, eventually, type TransportTraits, type TransportUnderTest } from './transport-under-test.js';

const events = (records: number, versions = 1): HubEvent[] =>
  Array.from({ length: versions }, (_, version) =>
    Array.from({ length: records }, (_, record) =>
      eventOf('DIS', `J-${record}`, clueOf({ title: `第${version + 1}版` }), { version: version + 1 }),
    ),
  ).flat();

const ids = (sent: readonly HubEvent[]): string[] => sent.map(({ id }) => id).sort();

const AWAY = new AppError('E-DB-BUSY', 'transient', '数据库正忙');

/** What every transport does for the same handlers. `open` makes one with a topic and a group that nobody else uses. */
export function transportContract(traits: TransportTraits, open: () => Promise<TransportUnderTest>): void {
  const scene = new Scene(traits);
  beforeEach(async () => {
    scene.transport = await open();
    scene.book = new Book();
  });
  afterEach(() => scene.transport.close());

  batches(scene);
  badMessages(scene, traits);
  stopping(scene, traits);
  sharing(scene, traits);
}

/** A transport and the book of its receiver. */
class Scene {
  transport!: TransportUnderTest;
  book = new Book();

  constructor(private readonly traits: TransportTraits) {}

  /** As a relay does it: a publisher that is told of a failure publishes again. */
  async send(sent: readonly HubEvent[]): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.transport.sink.publish(this.transport.topic, sent.map(outgoing));
        return;
      } catch (error) {
        if (this.traits.keeps || attempt > 20) throw error;
      }
    }
  }

  consume(): Promise<{ close(): Promise<void> }> {
    return this.transport.consume((arrivals) => this.book.take(arrivals));
  }

  allTaken(sent: readonly HubEvent[]): Promise<void> {
    return eventually(() => expect(this.book.ids).toEqual(ids(sent)));
  }
}

/** Whole batches, the order of each record, and what comes twice. */
function batches(scene: Scene): void {
  test('a batch arrives whole, in few calls', async () => {
    await scene.consume();
    const sent = events(500);
    await scene.send(sent);
    await scene.allTaken(sent);
    expect(scene.book.calls).toBeLessThan(50);
    expect(scene.book.aside).toEqual([]);
    const first = sent[0]!;
    expect(scene.book.taken.find(({ id }) => id === first.id)).toEqual(first);
  });

  test('the versions of a record arrive in their order', async () => {
    await scene.consume();
    const sent = events(40, 8);
    for (let start = 0; start < sent.length; start += 75) await scene.send(sent.slice(start, start + 75));
    await scene.allTaken(sent);
    for (const versions of scene.book.versions.values()) expect(versions).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('a batch whose answer was lost comes again, and has one effect', async () => {
    let lost = false;
    scene.book.after = () => {
      if (lost) return;
      lost = true;
      throw AWAY;
    };
    await scene.consume();
    const sent = events(60);
    await scene.send(sent);
    await scene.allTaken(sent);
    await eventually(() => expect(scene.book.deliveries).toBeGreaterThan(60));
    expect(scene.book.taken).toHaveLength(60);
  });

  test('a handler that fails for a while gets all of it when it is well, in order, and nothing is set aside', async () => {
    scene.book.before = () => {
      if (scene.book.calls <= 4) throw AWAY;
    };
    await scene.consume();
    const sent = events(20, 3);
    await scene.send(sent);
    await scene.allTaken(sent);
    expect(scene.book.aside).toEqual([]);
    for (const versions of scene.book.versions.values()) expect(versions).toEqual([1, 2, 3]);
  });
}

/** One bad message among good ones. */
function badMessages(scene: Scene, traits: TransportTraits): void {
  test.each([
    ['a TypeError', new TypeError('x is not a function'), 'E-HANDLER'],
    ['a RangeError', new RangeError('stack'), 'E-HANDLER'],
    ['a conflict', new AppError('E-VERSION-CONFLICT', 'conflict', '版本冲突'), 'E-VERSION-CONFLICT'],
  ])(
    'the one event on which the handler fails with %s is set aside, the others are taken',
    async (_, failure, code) => {
      const sent = events(120);
      const bad = sent[71]!;
      scene.book.before = (arrivals) => {
        if (arrivals.some(({ event, failure: marked }) => event?.id === bad.id && !marked)) throw failure;
      };
      await scene.consume();
      await scene.send(sent);
      await scene.allTaken(sent.filter(({ id }) => id !== bad.id));
      expect(scene.book.aside).toEqual([{ id: bad.id, code, digest: sha256(JSON.stringify(bad)) }]);
      expect(scene.book.calls).toBeLessThan(40);
      const later = eventOf('DIS', 'J-later', clueOf());
      await scene.send([later]);
      await eventually(() => expect(scene.book.ids).toContain(later.id));
    },
  );

  test('what is no event is set aside with its reason, once, and holds nobody up', async () => {
    await scene.consume();
    const [before, after] = [events(1)[0]!, eventOf('DIS', 'J-after', clueOf())];
    const key = before.subject;
    const poison: [string, string | null, string][] = [
      ['E-NOT-JSON', '{"id":', key],
      ['E-NOT-JSON', '\u0000', key],
      ['E-NOT-JSON', '', key],
      ['E-KEY', JSON.stringify({ ...after, id: before.id }), key],
      ['E-TOO-LONG', `"${'x'.repeat(MAX_EVENT_BYTES)}"`, key],
      ...(traits.nulls ? [['E-NULL-VALUE', null, key] as [string, null, string]] : []),
    ];
    await scene.send([before]);
    for (const [, value, under] of poison) await scene.transport.raw(under, value);
    await scene.send([after]);
    await scene.allTaken([before, after]);
    await eventually(() => expect(scene.book.aside).toHaveLength(poison.length));
    const wanted = poison.map(([code, value]) => ({ code, digest: sha256(value ?? '') }));
    expect(scene.book.aside.map(({ code, digest }) => ({ code, digest }))).toEqual(wanted);
  });
}

/** Consumers that end and begin. */
function stopping(scene: Scene, traits: TransportTraits): void {
  test('closing waits for the batch under way, and nothing is handed over after it', async () => {
    const running = await scene.consume();
    let release = (): void => {};
    const open = new Promise<void>((resolve) => {
      release = resolve;
    });
    scene.book.before = () => open;
    const sent = events(900);
    const sending = scene.send(sent).then(
      () => 'taken',
      () => 'refused',
    );
    await eventually(() => expect(scene.book.calls).toBeGreaterThan(0));
    let closed = false;
    const closing = running.close().then(() => {
      closed = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (traits.keeps) expect(closed).toBe(false);
    release();
    await closing;
    expect(await sending).toBe('taken');
    scene.book.before = () => {};
    const { calls } = scene.book;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(scene.book.calls).toBe(calls);
    await scene.consume();
    if (traits.keeps) await scene.allTaken(sent);
  });

  test('what is published while nobody listens: kept for the next, or refused to the publisher', async () => {
    const sent = events(30);
    if (traits.keeps) {
      await scene.send(sent);
      await scene.consume();
    } else {
      await expect(scene.transport.sink.publish(scene.transport.topic, sent.map(outgoing))).rejects.toBeInstanceOf(
        AppError,
      );
      await scene.consume();
      await scene.send(sent);
    }
    await scene.allTaken(sent);
  });

  test('a consumer that starts again goes on behind what was taken', async () => {
    const [first, second] = [events(50), [eventOf('DIS', 'J-second', clueOf())]];
    const running = await scene.consume();
    await scene.send(first);
    await scene.allTaken(first);
    await running.close();
    const { deliveries } = scene.book;
    await scene.consume();
    await scene.send(second);
    await scene.allTaken([...first, ...second]);
    expect(scene.book.deliveries - deliveries).toBe(1);
  });
}

/** What only some can do. */
function sharing(scene: Scene, traits: TransportTraits): void {
  const sharing = traits.shares ? test : undefined;
  sharing?.('several consumers share the work, join and leave in the middle of it, and nothing is lost', async () => {
    scene.book.before = () => new Promise((resolve) => setTimeout(resolve, 20));
    const first = await scene.consume();
    const sent = events(100, 12);
    const sending = (async () => {
      for (let start = 0; start < sent.length; start += 50) await scene.send(sent.slice(start, start + 50));
    })();
    await eventually(() => expect(scene.book.taken.length).toBeGreaterThan(50));
    const second = await scene.consume();
    await eventually(() => expect(scene.book.taken.length).toBeGreaterThan(300));
    await first.close();
    await scene.consume();
    await sending;
    await second.close();
    await scene.allTaken(sent);
    expect(scene.book.aside).toEqual([]);
  });

  const counting = traits.keeps ? test : undefined;
  counting?.('says how much waits', async () => {
    const sent = events(80);
    const running = await scene.consume();
    await scene.send(sent);
    await scene.allTaken(sent);
    await eventually(async () => expect(await scene.transport.lag?.()).toBe(0));
    await running.close();
    await scene.send(events(80, 2).slice(80));
    await scene.consume();
    await eventually(async () => expect(await scene.transport.lag?.()).toBe(0));
    expect(scene.book.taken).toHaveLength(160);
  });
}
