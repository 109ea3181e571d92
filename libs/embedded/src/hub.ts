import { mkdirSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type INestMicroservice, Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { departmentKey, Intake, OutboxDesk, OutboxRelay, type OutcomeSink } from '#libs/adapter-host';
import { AggregationModule, Aggregator, Quarantine, type ReadAgain } from '#libs/aggregation';
import type { HubConfig } from '#libs/config';
import type { Department } from '#libs/contracts';
import { AppError, type Clock, SerialQueue, stopwatch, systemClock } from '#libs/kernel';
import { InProcessTransport, readArrival } from '#libs/messaging';
import { Database, type DatabaseTarget } from '#libs/persistence';
import { auditHead, headLine } from '#libs/security';
import { migrationsOf, needPart, type Part, partsOf } from './parts.js';

/** File of exported audit heads in the data folder. */
export const AUDIT_HEADS = 'audit-heads.txt';

/** Where the hub of `config` keeps its rows. */
export const databaseOf = (config: HubConfig): DatabaseTarget => config.database ?? join(config.dataDir, 'hub.sqlite');

/**
 * The whole hub in one process: one database, every department's intake, the aggregator behind the same
 * `@EventPattern` handler that a broker would call.
 */
export class Hub {
  private readonly settling = new SerialQueue();
  private exported = 0;
  private linking: Promise<void> | undefined;
  private linkAgain = false;
  private closing = false;
  /** Told how long each run of the linker behind a server's doors took. */
  linked: (seconds: number) => void = () => {};

  private constructor(
    readonly config: HubConfig,
    readonly clock: Clock,
    readonly db: Database,
    readonly transport: InProcessTransport,
    readonly relay: OutboxRelay,
    private readonly parts: readonly Part[],
    private readonly ofIntake: { outbox: OutboxDesk },
    private readonly ofAggregation: { aggregator: Aggregator; quarantine: Quarantine },
    /** Key of the digests that stand for ID numbers; it never leaves this folder. */
    readonly idKey: string,
    private readonly microservice: INestMicroservice,
  ) {}

  /**
   * Opens the hub in `config.dataDir`, making folder, key and tables where they are missing. The database of a service stays what it is:
   * what belongs to another one's is refused with `E-DB-PART`. `fromTopic` reads a message again that came over a broker.
   */
  static async open(config: HubConfig, clock: Clock = systemClock, fromTopic?: ReadAgain): Promise<Hub> {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
    const idKey = departmentKey(config.dataDir);
    const parts = await partsOf(databaseOf(config));
    const db = await Database.open(databaseOf(config), migrationsOf(parts));
    const aggregator = new Aggregator(db, clock, config);
    const transport = new InProcessTransport();
    const microservice = await NestFactory.createMicroservice(AggregationModule.ingestOnly(aggregator), {
      strategy: transport,
      logger: false,
      abortOnError: false,
    });
    await microservice.listen();
    const relay = new OutboxRelay(db, transport, clock, { alone: true });
    const outbox = new OutboxDesk(db, clock);
    // Delivered in process, a message stands nowhere but in the outbox.
    const fromOutbox: ReadAgain = async ({ claimedId }) => {
      if (!parts.includes('intake')) return undefined;
      const event = claimedId === undefined ? undefined : await outbox.event(claimedId);
      return event && readArrival({ topic: event.topic, key: event.key, value: event.json });
    };
    const quarantine = new Quarantine(db, clock, fromTopic ?? fromOutbox);
    const behind = { aggregator, quarantine };
    return new Hub(config, clock, db, transport, relay, parts, { outbox }, behind, idKey, microservice);
  }

  get outbox(): OutboxDesk {
    needPart(this.parts, 'intake');
    return this.ofIntake.outbox;
  }

  get aggregator(): Aggregator {
    needPart(this.parts, 'aggregation');
    return this.ofAggregation.aggregator;
  }

  get quarantine(): Quarantine {
    needPart(this.parts, 'aggregation');
    return this.ofAggregation.quarantine;
  }

  intake(department: Department, counted?: OutcomeSink): Intake {
    needPart(this.parts, 'intake');
    needPart(this.parts, 'aggregation');
    return new Intake(this.db, department, this.config.division, this.clock, counted);
  }

  /**
   * Hands on what waits in the outbox and links what arrived: the end of every import. One at a time, as deliveries may end together.
   * What waits in an adapter's own database is left to its relay, whose receiver is elsewhere.
   */
  settle(progress?: Settling): Promise<void> {
    return this.settling.run(async () => {
      const { parts } = this;
      if (parts.includes('aggregation')) {
        if (parts.includes('intake')) await this.relay.drain(progress?.delivered);
        await this.aggregator.linker.linkWhatIsNew(progress?.linked);
      }
      await this.exportHead();
    });
  }

  /** For a server's doors: hands on what waits, and links behind the answer that the sender is waiting for. */
  async settleSoon(): Promise<void> {
    await this.settling.run(async () => {
      await this.relay.drain();
      await this.exportHead();
    });
    this.linkSoon();
  }

  /** Starts a run of the linker, or has the one under way followed by another: never two at a time, never one for each delivery. */
  linkSoon(): void {
    this.linkAgain = true;
    this.linking ??= this.linkWhileAsked().finally(() => {
      this.linking = undefined;
    });
  }

  private async linkWhileAsked(): Promise<void> {
    // The answer goes out first.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.linkAgain && !this.closing) {
      this.linkAgain = false;
      try {
        const millis = stopwatch();
        if (await this.aggregator.linker.linkWhatIsNew()) this.linked(millis() / 1000);
      } catch (error) {
        // Nothing is lost: the records stay pending, and the next delivery links them. The text of the error may hold content.
        new Logger('linking').error(error instanceof AppError ? error.code : (error as Error).name);
      }
    }
  }

  /** Adds the newest audit head to a file beside the database, to be copied to another place: with it a cut or rebuilt trail is found. */
  private async exportHead(): Promise<void> {
    const head = await this.db.read(auditHead);
    if (!head || head.seq === this.exported) return;
    await appendFile(join(this.config.dataDir, AUDIT_HEADS), headLine(head), { mode: 0o600 });
    this.exported = head.seq;
  }

  async close(): Promise<void> {
    this.closing = true;
    await this.settling.idle();
    await this.linking;
    await this.microservice.close();
    await this.db.close();
  }
}

/** Callbacks of the two steps after intake. */
export interface Settling {
  delivered?: (events: number) => void;
  linked?: (done: number, of: number) => void;
}
