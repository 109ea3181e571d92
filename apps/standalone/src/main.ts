import { parseArgs } from 'node:util';
import { readConfig } from '#libs/config';
import { onShutdown } from '#libs/http';
import { startServer } from './server.js';

const { values } = parseArgs({
  options: { port: { type: 'string' }, 'insecure-local': { type: 'boolean', default: false } },
});
const config = readConfig();
const server = await startServer(
  values.port ? { ...config, port: Number(values.port) } : config,
  values['insecure-local'],
);
process.stdout.write(server.greeting);
onShutdown(server.close);
