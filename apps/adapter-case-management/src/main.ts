import { startAdapter } from '#libs/adapter-host';
import { readConfig } from '#libs/config';
import { caseManagement } from '#libs/department-case-management';
import { serveUntilStopped } from '#libs/http';

await serveUntilStopped(async () => startAdapter(caseManagement, readConfig()));
