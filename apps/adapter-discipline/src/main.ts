import { startAdapter } from '#libs/adapter-host';
import { discipline } from '#libs/department-discipline';
import { runService } from '#libs/http';
import { KafkaSink } from '#libs/messaging-kafka';

await runService((config) =>
  startAdapter(discipline, config, (failed) => new KafkaSink(config.broker, 'adapter-discipline', { failed })),
);
