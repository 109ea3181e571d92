import { type BrokerConfig, readTestBroker } from '#libs/config';
import { newId } from '#libs/kernel';

/** The broker of the tests, with a group that nobody else uses. Fails in one line where there is none. */
export const testBroker = (parts: Partial<BrokerConfig> = {}): BrokerConfig => ({
  ...readTestBroker(),
  group: `test-${newId()}`,
  compression: 'none',
  topics: { partitions: 2, replication: 1, minInSync: 1, retentionDays: 1 },
  ...parts,
});

/** A topic that nobody else uses. */
export const testTopic = (): string => `test.${newId()}.v1`;
