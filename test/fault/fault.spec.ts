import { join } from 'node:path';
import { jest } from '@jest/globals';
import { projectFile } from '#libs/kernel';
import { stopServers } from '../infra/servers.js';
import { scenarioOf } from './scenarios/index.js';
import { tryBroken, tryOut } from './trial.js';

/** A small choice of `npm run fault`; the services are the compiled ones. */
const dir = projectFile('.infra/test-fault');
const options = { dir, seed: 20_241_124, kills: 12 };

jest.setTimeout(600_000);

afterAll(() => stopServers(join(dir, 'servers')));

test.each(['F1', 'F7', 'F15'])('%s keeps every promise', async (id) => {
  const { broken } = await tryOut(scenarioOf(id), options);
  expect(broken).toEqual([]);
});

test.each(['receipt-before-commit', 'outbox-by-id'])('services broken on purpose are noticed: %s', async (variant) => {
  expect(await tryBroken(variant, options)).toMatchObject({ caught: true });
});
