import type { LabelledPair, Partition, Quality } from '#libs/evaluation';
import type { Edge } from '#libs/linkage';

/** What linkage made of the records: matter and origin of each, and the edges that it kept. */
export interface Linked {
  matters: Partition;
  origins: Partition;
  edges: readonly Pick<Edge, 'a' | 'b' | 'type' | 'relation' | 'score'>[];
}

/** What is right, by record id. Without origins or units these are not measured. */
export interface Truth {
  matters?: Partition;
  pairs?: readonly LabelledPair[];
  origins?: Partition;
  units?: Partition;
}

export interface Figures {
  pairwise: Quality;
  bcubed: Quality | null;
  /** Of the pairs that linkage held for certain (AUTO) and put in one matter, the share that is right. */
  auto: { precision: number; wilsonLow: number; n: number };
  /** Of the true pairs, the share that was compared at all; pairs compared, by record. */
  blocking: { recall: number; candidatesPerRecord: number };
  origins: Quality | null;
  /** Of the records whose unit was resolved, the share with the right one; of those that name a unit, the share resolved. */
  units: { top1: number; coverage: number } | null;
  /** Pairs whose bars do not add up to their score, or whose stored score is another. */
  barErrors: number;
  baselines: { connectedComponents: Quality; greedy: Quality };
}
