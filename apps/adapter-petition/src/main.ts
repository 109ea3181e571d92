import { startAdapter } from '#libs/adapter-host';
import { readConfig } from '#libs/config';
import { petition } from '#libs/department-petition';
import { serveUntilStopped } from '#libs/http';

await serveUntilStopped(async () => startAdapter(petition, readConfig()));
