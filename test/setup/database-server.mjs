// The same, for the specs that then make their databases on the server.
import startServers from './servers.mjs';

export default function startDatabaseServer() {
  startServers();
  // Another server (MySQL, an office's own) may be named.
  process.env.HUB_TEST_DATABASE ??= globalThis.testServers.database;
}
