import { startAdapter } from '#libs/adapter-host';
import { audit } from '#libs/department-audit';
import { runService } from '#libs/http';
import { KafkaSink } from '#libs/messaging-kafka';

await runService((config) =>
  startAdapter(audit, config, (failed) => new KafkaSink(config.broker, 'adapter-audit', { failed })),
);
