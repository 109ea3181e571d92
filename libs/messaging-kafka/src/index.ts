export type { Connection } from './client.js';
export * from './kafka-sink.js';
export * from './kafka-transport.js';
export * from './topic-reader.js';
export * from './topics.js';
export * from './watchdog.js';
