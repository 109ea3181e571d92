import { Intake1764000000001 } from './intake-schema.js';

export * from './acceptance.js';
export * from './adapter.js';
export * from './delivery-note.js';
export * from './doors.js';
export * from './intake.js';
export type { Judging, WindowItem } from './judging-thread.js';
export * from './outbox-relay.js';
export * from './reading/index.js';
export * from './receipt.js';
export * from './receipt-stream.js';
export * from './remarks.js';

/** Tables of an adapter, in order. */
export const INTAKE_MIGRATIONS = [Intake1764000000001];
