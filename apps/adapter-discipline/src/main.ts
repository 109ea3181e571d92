import { startAdapter } from '#libs/adapter-host';
import { readConfig } from '#libs/config';
import { discipline } from '#libs/department-discipline';
import { onShutdown } from '#libs/http';

const adapter = await startAdapter(discipline, readConfig());
process.stdout.write(adapter.greeting);
onShutdown(adapter.close);
