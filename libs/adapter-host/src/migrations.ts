import type { Migration } from '#libs/persistence';
import { Intake1764000000001 } from './intake-schema.js';
import { OutboxLease1764000000011 } from './outbox-schema.js';

/** Tables of an adapter, in order. */
export const INTAKE_MIGRATIONS: readonly Migration[] = [Intake1764000000001, OutboxLease1764000000011];
