import { startAggregator } from '#libs/aggregation';
import { runService } from '#libs/http';
import { KafkaTransport } from '#libs/messaging-kafka';

await runService((config) =>
  startAggregator(
    config,
    (told) => new KafkaTransport(config.broker, 'aggregator', { sessionMs: config.takeoverMs, ...told }),
  ),
);
