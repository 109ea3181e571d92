import { mkdirSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type INestMicroservice, Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  departmentKey,
  INTAKE_MIGRATIONS,
  Intake,
  OutboxDesk,
  OutboxRelay,
  type OutcomeSink,
} from '#libs/adapter-host';
import { AGGREGATION_MIGRATIONS, AggregationModule, Aggregator, Quarantine } from '#libs/aggregation';
import type { HubConfig } from '#libs/config';
import type { Department } from '#libs/contracts';
import { AppError, type Clock, SerialQueue, systemClock } from '#libs/kernel';
import { InProcessTransport, readArrival } from '#libs/messaging';
import { Database, type DatabaseTarget, type Migration } from '#libs/persistence';
import { auditHead, headLine, SECURITY_MIGRATIONS } from '#libs/security';

/** File of exported audit heads in the data folder. */
export const AUDIT_HEADS = 'audit-heads.txt';

/** Every table of the hub, in order. */
export const HUB_MIGRATIONS: readonly Migration[] = [
  ...SECURITY_MIGRATIONS,
  ...INTAKE_MIGRATIONS,
  ...AGGREGATION_MIGRATIONS,
];

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

  private constructor(
    readonly config: HubConfig,
    readonly clock: Clock,
    readonly db: Database,
    readonly transport: InProcessTransport,
    readonly aggregator: Aggregator,
    readonly relay: OutboxRelay,
    readonly outbox: OutboxDesk,
    readonly quarantine: Quarantine,
    /** Key of the digests that stand for ID numbers; it never leaves this folder. */
    readonly idKey: string,
    private readonly microservice: INestMicroservice,
  ) {}

  /** Opens the hub in `config.dataDir`, making folder, key and tables where they are missing. */
  static async open(config: HubConfig, clock: Clock = systemClock): Promise<Hub> {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
    const idKey = departmentKey(config.dataDir);
    const db = await Database.open(databaseOf(config), HUB_MIGRATIONS);
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
    const quarantine = new Quarantine(db, clock, async ({ claimedId }) => {
      const event = claimedId === undefined ? undefined : await outbox.event(claimedId);
      return event && readArrival({ topic: event.topic, key: event.key, value: event.json });
    });
    return new Hub(config, clock, db, transport, aggregator, relay, outbox, quarantine, idKey, microservice);
  }

  intake(department: Department, counted?: OutcomeSink): Intake {
    return new Intake(this.db, department, this.config.division, this.clock, counted);
  }

  /** Hands on what waits in the outbox and links what arrived: the end of every import. One at a time, as deliveries may end together. */
  settle(progress?: Settling): Promise<void> {
    return this.settling.run(async () => {
      await this.relay.drain(progress?.delivered);
      await this.aggregator.linker.linkWhatIsNew(progress?.linked);
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
        await this.aggregator.linker.linkWhatIsNew();
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
