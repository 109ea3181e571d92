import { startAdapter } from '#libs/adapter-host';
import { readConfig } from '#libs/config';
import { procuratorate } from '#libs/department-procuratorate';
import { onShutdown } from '#libs/http';

const adapter = await startAdapter(procuratorate, readConfig());
process.stdout.write(adapter.greeting);
onShutdown(adapter.close);
