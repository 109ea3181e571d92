import { startAdapter } from '#libs/adapter-host';
import { readConfig } from '#libs/config';
import { procuratorate } from '#libs/department-procuratorate';
import { serveUntilStopped } from '#libs/http';

await serveUntilStopped(async () => startAdapter(procuratorate, readConfig()));
