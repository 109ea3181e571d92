import { startAdapter } from '#libs/adapter-host';
import { readConfig } from '#libs/config';
import { caseManagement } from '#libs/department-case-management';
import { onShutdown } from '#libs/http';

const adapter = await startAdapter(caseManagement, readConfig());
process.stdout.write(adapter.greeting);
onShutdown(adapter.close);
