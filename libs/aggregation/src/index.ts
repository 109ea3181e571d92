import { Aggregation1764000000002 } from './aggregation-schema.js';

export * from './aggregation.module.js';
export * from './aggregator.js';
export * from './matter-list.js';
export * from './registry-import.js';
export * from './registries.js';
export * from './roster.js';
export * from './rounds.js';
export * from './table-file.js';

/** Tables of the aggregator, in order. */
export const AGGREGATION_MIGRATIONS = [Aggregation1764000000002];
