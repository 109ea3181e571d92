import { readProjectFile } from '#libs/kernel';
import { readConfig } from './config.js';
import type { DatabaseServer } from './database-server.js';

interface Case {
  name: string;
  env: Record<string, string>;
  database?: DatabaseServer;
  mistakes?: string[];
}

const CASES = JSON.parse(readProjectFile('libs/config/cases/database.json')) as Case[];

test.each(CASES.map((one) => [one.name, one] as const))('database settings: %s', (_, { env, database, mistakes }) => {
  if (mistakes === undefined) {
    expect(readConfig(env).database).toEqual(database);
    return;
  }
  let message = '';
  try {
    readConfig(env);
  } catch (error) {
    message = (error as Error).message;
  }
  for (const mistake of mistakes) expect(message).toContain(mistake);
  expect(message).not.toContain('secret');
});
