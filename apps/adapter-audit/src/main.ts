import { startAdapter } from '#libs/adapter-host';
import { readConfig } from '#libs/config';
import { audit } from '#libs/department-audit';
import { serveUntilStopped } from '#libs/http';

await serveUntilStopped(async () => startAdapter(audit, readConfig()));
