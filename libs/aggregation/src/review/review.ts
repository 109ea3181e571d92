import type { Clock } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import type { Linker } from '../linker.js';
import { ReviewActs } from './acts.js';
import { Explanations } from './explanations.js';
import { ReviewQueue } from './items.js';
import { LinkedPairs } from './linked-pairs.js';

/** What officers do with matters: questions, acts, explanations. */
export class Review {
  readonly acts: ReviewActs;
  readonly queue: ReviewQueue;
  readonly explanations: Explanations;

  constructor(db: Database, clock: Clock, linker: Linker, division: string) {
    const pairs = new LinkedPairs(division);
    this.acts = new ReviewActs(db, clock, linker, pairs);
    this.queue = new ReviewQueue(db, pairs);
    this.explanations = new Explanations(db, pairs);
  }
}
