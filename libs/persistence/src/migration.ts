import type { MigrationInterface } from 'typeorm';

/** A hand-written migration; it belongs to the lib that owns the tables. */
export type Migration = new () => MigrationInterface;
