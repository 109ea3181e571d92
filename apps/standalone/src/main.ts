import { parseArgs } from 'node:util';
import { readConfig, readPort } from '#libs/config';
import { serveUntilStopped } from '#libs/http';
import { startServer } from './server.js';

await serveUntilStopped(async () => {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, 'insecure-local': { type: 'boolean', default: false } },
  });
  const config = readConfig();
  const port = values.port === undefined ? config.port : readPort(values.port);
  return startServer({ ...config, port }, values['insecure-local']);
});
