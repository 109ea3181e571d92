import { startAdapter } from '#libs/adapter-host';
import { readConfig } from '#libs/config';
import { petition } from '#libs/department-petition';
import { onShutdown } from '#libs/http';

const adapter = await startAdapter(petition, readConfig());
process.stdout.write(adapter.greeting);
onShutdown(adapter.close);
