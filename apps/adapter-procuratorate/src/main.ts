import { startAdapter } from '#libs/adapter-host';
import { procuratorate } from '#libs/department-procuratorate';
import { runService } from '#libs/http';
import { KafkaSink } from '#libs/messaging-kafka';

await runService((config) =>
  startAdapter(procuratorate, config, (failed) => new KafkaSink(config.broker, 'adapter-procuratorate', { failed })),
);
