import { startAdapter } from '#libs/adapter-host';
import { readConfig } from '#libs/config';
import { audit } from '#libs/department-audit';
import { onShutdown } from '#libs/http';

const adapter = await startAdapter(audit, readConfig());
process.stdout.write(adapter.greeting);
onShutdown(adapter.close);
