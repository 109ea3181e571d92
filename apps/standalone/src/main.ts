import { parseArgs } from 'node:util';
import { readConfig } from '#libs/config';
import { startServer } from './server.js';

const { values } = parseArgs({ options: { port: { type: 'string' }, 'insecure-local': { type: 'boolean', default: false } } });
const config = readConfig();
const server = await startServer(values.port ? { ...config, port: Number(values.port) } : config, values['insecure-local']);
process.stdout.write(server.greeting);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop());
