import { join } from 'node:path';
import { projectFile } from '#libs/kernel';
import { databaseSettings } from '#libs/testkit';
import { command, storedRows, workFolder } from '../e2e/hub-process.js';

// Only in the run on a server: a demo in another folder must not empty the database that somebody works with.

const folder = workFolder('demo-database');
afterAll(() => folder.remove());

test('a database that is not a demo’s is left alone', async () => {
  const dataDir = join(folder.path, 'office');
  const loaded = await command(['units', 'import', projectFile('samples/registry/units.csv')], { HUB_DATA: dataDir });
  expect([loaded.code, loaded.err]).toEqual([0, '']);
  const units = () => storedRows(dataDir, 'SELECT unit_id FROM unit ORDER BY unit_id');
  const before = await units();
  expect(before.length).toBeGreaterThan(3);
  const env = { HUB_DATA: join(folder.path, 'trial'), ...databaseSettings(dataDir) };
  const ended = await command(['demo'], env);
  expect([ended.code, ended.out]).toEqual([1, '']);
  expect(ended.err).toMatch(/E-DEMO-DATABASE.*处理办法.*HUB_DATABASE/su);
  expect(await units()).toEqual(before);
});
