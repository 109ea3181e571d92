import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { query, startServers, stopServers } from './servers.js';

const dir = mkdtempSync(join(tmpdir(), 'hub-mysql-'));

afterAll(async () => {
  await stopServers(dir);
  rmSync(dir, { recursive: true });
});

it('MySQL runs with the configuration, databases and users of MariaDB, also after kill -9', async () => {
  const { mysql } = await startServers(dir, 'mysql');
  const sql = `SELECT @@character_set_server AS charset, @@time_zone AS zone, @@transaction_isolation AS isolation,
    @@innodb_flush_log_at_trx_commit AS flush`;
  const settings = [{ charset: 'utf8mb4', zone: '+00:00', isolation: 'READ-COMMITTED', flush: 1 }];
  expect(await query(mysql, 'aggregator', sql)).toEqual(settings);
  await query(mysql, 'adapter-audit', 'CREATE TABLE hub_audit.probe (id INT)');
  await expect(query(mysql, 'aggregator', 'SELECT * FROM hub_audit.probe')).rejects.toMatchObject({ errno: 1142 });
  await query(mysql, 'test', 'CREATE DATABASE hub_test_one');
  process.kill(mysql.pid, 'SIGKILL');
  const { mysql: again } = await startServers(dir, 'mysql');
  expect(again.port).toBe(mysql.port);
  expect(await query(again, 'adapter-audit', 'SELECT * FROM hub_audit.probe')).toEqual([]);
});
