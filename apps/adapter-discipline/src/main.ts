import { startAdapter } from '#libs/adapter-host';
import { readConfig } from '#libs/config';
import { discipline } from '#libs/department-discipline';
import { serveUntilStopped } from '#libs/http';

await serveUntilStopped(async () => startAdapter(discipline, readConfig()));
