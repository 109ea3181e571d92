import { setTimeout as pause } from 'node:timers/promises';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { Admin, Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { BrokerConfig } from '#libs/config';
import { AppError, stopwatch } from '#libs/kernel';
import { BatchServer, type PartitionLag, readArrival } from '#libs/messaging';
import { BRIEF, brokerError, type Connection, kafkaClient, PATIENT, within } from './client.js';
import { Holds } from './holds.js';
import { lagOf } from './lag.js';
import { type HaltReason, haltProcess, WATCHDOG_LIMITS, Watchdog, type WatchdogLimits } from './watchdog.js';

export interface TransportOptions {
  /** Topics to take part in, where one that the broker does not have is an error; default those with a handler that it has at the start. */
  topics?: readonly string[];
  /** Most messages handed over at once, which is one transaction of the handler. */
  batch?: number;
  /** Longest time that closing waits for the batch under way. */
  closeMs?: number;
  /** How long a partition may be held by a handler that fails for reasons of its own (database away), until the process is ended. */
  heldMs?: number;
  watchdog?: WatchdogLimits;
  /** Ends the process; specs watch it instead. */
  halt?: (reason: HaltReason) => void;
  /** Told the code of each failure that holds a partition. */
  failed?: (code: string) => void;
  /** Told each batch that was handed over and committed: its messages and how long that took. */
  taken?: (messages: number, seconds: number) => void;
  /** How soon a dead member's partitions go to others. */
  sessionMs?: number;
}

/**
 * Bytes of one answer of the broker. All of them are held until each is worked through, parsed some ten times as large in turn; a partition's
 * share is one part of a handler's batch.
 */
const ONE_FETCH = { maxBytes: 4 * 2 ** 20, maxBytesPerPartition: 2 ** 20 };
/** Partitions worked on at once: one is judged while the database writes another. */
const AT_ONCE = 2;

/** How long a start waits for the group to let this member in. */
const JOIN_MS = 3000;

/**
 * Kafka as a Nest transport: `@EventPattern(topic)` handlers get batches, and the offset behind a batch is committed when the handler's
 * transaction is. Nothing is committed by itself, and no failure leaves the callback: a message's fault is set aside by the handler,
 * any other failure holds the partition and comes again.
 */
export class KafkaTransport extends BatchServer implements CustomTransportStrategy {
  private readonly kafka: Kafka;
  private readonly admin: Admin;
  private readonly consumer: Consumer;
  private readonly watchdog: Watchdog;
  private readonly holds: Holds;
  private readonly batch: number;
  private subscribed: string[] = [];
  private looking: NodeJS.Timeout | undefined;
  private closing = false;
  private member = false;

  constructor(
    broker: Connection & Pick<BrokerConfig, 'group'>,
    clientId: string,
    private readonly options: TransportOptions = {},
  ) {
    super();
    this.group = broker.group;
    this.batch = options.batch ?? 500;
    this.kafka = kafkaClient(broker, clientId, PATIENT);
    this.admin = kafkaClient(broker, `${clientId}-admin`, BRIEF).admin();
    const sessionTimeout = options.sessionMs ?? 30_000;
    this.consumer = this.kafka.consumer({
      groupId: broker.group,
      sessionTimeout,
      heartbeatInterval: Math.min(1000, sessionTimeout / 3),
      maxWaitTimeInMs: 500,
      ...ONE_FETCH,
      allowAutoTopicCreation: false,
      retry: PATIENT,
    });
    this.watchdog = new Watchdog(options.watchdog ?? WATCHDOG_LIMITS, options.halt ?? haltProcess);
    this.holds = new Holds(options.heldMs ?? 600_000, () => this.watchdog.held());
  }

  /** Group id as the broker shows it: nothing is added. */
  readonly group: string;

  /** True while this member belongs to the group: what readiness asks. */
  get joined(): boolean {
    return this.member;
  }

  protected override get topics(): string[] {
    const { topics } = this.options;
    return topics ? super.topics.filter((topic) => topics.includes(topic)) : super.topics;
  }

  /** Subscribes to its topics. The callback gets an AppError where the broker cannot be reached. */
  listen(callback: (error?: AppError) => void): void {
    this.begin().then(() => callback(), callback);
  }

  /** Stops fetching, waits for the batch under way, leaves the group. */
  async close(): Promise<void> {
    this.closing = true;
    clearInterval(this.looking);
    this.holds.clear();
    const leave = Promise.all([this.consumer.disconnect(), this.admin.disconnect()]);
    try {
      await within(this.options.closeMs ?? 10_000, leave);
    } catch (error) {
      // A handler that does not end, or a broker that is away: what was not committed comes again.
      this.options.failed?.(brokerError(error).code);
    }
  }

  /** Messages not taken yet, by partition; at most as old as the call. */
  lag(): Promise<PartitionLag[]> {
    return within(5000, lagOf(this.admin, this.group, this.subscribed));
  }

  private async begin(): Promise<void> {
    const { HEARTBEAT, FETCH, CRASH, GROUP_JOIN, STOP } = this.consumer.events;
    this.consumer.on(GROUP_JOIN, () => {
      this.member = true;
      this.holds.forget();
    });
    this.consumer.on(STOP, () => {
      this.member = false;
    });
    this.consumer.on(HEARTBEAT, () => this.watchdog.alive());
    this.consumer.on(FETCH, () => this.watchdog.alive());
    this.consumer.on(CRASH, ({ payload }) => {
      if (!this.closing) this.watchdog.crashed(payload.restart);
    });
    await within(20_000, this.connect());
    await this.join();
    const { lookMs } = this.options.watchdog ?? WATCHDOG_LIMITS;
    this.looking = setInterval(() => void this.look(), lookMs);
    this.looking.unref();
  }

  /** Handlers stand ready for departments that have no topic yet: the broker lists the topics that exist and that this account may read. */
  private async readable(): Promise<string[]> {
    if (this.options.topics) return this.topics;
    const known = new Set(await this.admin.listTopics());
    const found = this.topics.filter((topic) => known.has(topic));
    if (found.length > 0) return found;
    throw new AppError('E-TOPIC-MISSING', 'transient', 'Kafka 中没有可读的主题', '先建立主题，并核对该账号的权限');
  }

  private async connect(): Promise<void> {
    await Promise.all([this.admin.connect(), this.consumer.connect()]);
    this.subscribed = await this.readable();
    await this.consumer.subscribe({ topics: this.subscribed, fromBeginning: true });
  }

  /**
   * Takes part in the group. A group whose former member was killed lets nobody in before that one's session has run out: the process need
   * not wait for it with its doors closed, but it ends where it cannot get in at all.
   */
  private async join(): Promise<void> {
    const running = this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: AT_ONCE,
      eachBatch: (payload) => this.take(payload),
    });
    try {
      await Promise.race([running, pause(JOIN_MS, undefined, { ref: false })]);
    } catch (error) {
      throw brokerError(error);
    }
    running.catch((error: unknown) => {
      if (this.closing) return;
      this.options.failed?.(brokerError(error).code);
      this.watchdog.crashed(false);
    });
  }

  private async look(): Promise<void> {
    let backlog: number | undefined;
    try {
      backlog = (await this.lag()).reduce((sum, { lag }) => sum + lag, 0);
    } catch (error) {
      this.options.failed?.(brokerError(error).code);
    }
    // A partition that is held waits for its handler: its hold has a limit of its own.
    this.watchdog.look(this.holds.size > 0 ? undefined : backlog);
  }

  /** A fetched batch in parts. Fulfils always: an exception here would end the consumer while the process lives. */
  private async take(payload: EachBatchPayload): Promise<void> {
    const { messages } = payload.batch;
    for (let start = 0; start < messages.length; start += this.batch) {
      if (this.closing || !payload.isRunning() || payload.isStale()) return;
      if (!(await this.takePart(payload, start))) return;
    }
  }

  /** One part: hand over, commit, heartbeat; false where the rest has to wait. */
  protected async takePart(payload: EachBatchPayload, start: number): Promise<boolean> {
    const { topic, partition, messages } = payload.batch;
    const part = messages.slice(start, start + this.batch);
    const last = part.at(-1)?.offset;
    if (last === undefined) return true;
    const millis = stopwatch();
    try {
      const place = (offset: string) => ({ topic, partition, offset });
      await this.deliver(
        topic,
        part.map(({ key, value, offset }) => readArrival({ topic, key, value, position: place(offset) })),
      );
      const offset = (BigInt(last) + 1n).toString();
      await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] });
      payload.resolveOffset(last);
      this.options.taken?.(part.length, millis() / 1000);
      this.holds.released(topic, partition);
      this.watchdog.progress();
      await payload.heartbeat();
      return true;
    } catch (error) {
      if (this.closing) return false;
      this.options.failed?.(codeOf(error));
      this.holds.hold(topic, partition, payload.pause());
      return false;
    }
  }
}

const codeOf = (error: unknown): string => {
  if (error instanceof AppError) return error.code;
  return (error as { name?: string } | null)?.name?.startsWith('KafkaJS') ? 'E-BROKER' : 'E-HANDLER';
};
