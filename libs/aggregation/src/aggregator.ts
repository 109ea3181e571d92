import type { Clock } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { CaseReads } from './case-reads.js';
import { EventIngest } from './ingest.js';
import { Linker } from './linker.js';
import { type OfficeSettings, Packets } from './packets.js';
import { Review } from './review/review.js';

/** The aggregator without its transport and doors: what takes events in, what links, what answers. */
export class Aggregator {
  readonly ingest: EventIngest;
  readonly linker: Linker;
  readonly packets: Packets;
  readonly reads: CaseReads;
  readonly review: Review;

  constructor(
    readonly db: Database,
    readonly clock: Clock,
    settings: OfficeSettings,
  ) {
    this.ingest = new EventIngest(db, clock);
    this.linker = new Linker(db, clock, {
      division: settings.division,
      limit: settings.linkLimit,
      small: settings.linkSmall,
    });
    this.packets = new Packets(db, clock, settings);
    this.reads = new CaseReads(db, settings.division, settings.linkLimit);
    this.review = new Review(db, clock, this.linker, settings.division);
  }
}
