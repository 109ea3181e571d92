import { startAdapter } from '#libs/adapter-host';
import { petition } from '#libs/department-petition';
import { runService } from '#libs/http';
import { KafkaSink } from '#libs/messaging-kafka';

await runService((config) =>
  startAdapter(petition, config, (failed) => new KafkaSink(config.broker, 'adapter-petition', { failed })),
);
