import { startAdapter } from '#libs/adapter-host';
import { caseManagement } from '#libs/department-case-management';
import { runService } from '#libs/http';
import { KafkaSink } from '#libs/messaging-kafka';

await runService((config) =>
  startAdapter(caseManagement, config, (failed) => new KafkaSink(config.broker, 'adapter-case-management', { failed })),
);
