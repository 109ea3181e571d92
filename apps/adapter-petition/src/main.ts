import { startAdapter } from '#libs/adapter-host';
import { petition } from '#libs/department-petition';
import { runService } from '#libs/http';
import { KafkaSink } from '#libs/messaging-kafka';

await runService((config) => startAdapter(petition, config, new KafkaSink(config.broker, 'adapter-petition')));
