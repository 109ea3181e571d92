import { infra, type Servers } from './servers.js';

async function done(servers: Servers, command: string, service: string, file: string): Promise<void> {
  const { code, stderr } = await infra([command, service, file, '--dir', servers.dir]);
  if (code !== 0) throw new Error(stderr.trim());
}

/** Writes the database of a service, which may run, into a file. */
export const backUp = (servers: Servers, service: string, file: string): Promise<void> =>
  done(servers, 'back-up', service, file);

/** Puts the database of a service, which must not run, back to what the file holds. */
export const restore = (servers: Servers, service: string, file: string): Promise<void> =>
  done(servers, 'restore', service, file);
