import { enginePackage, sqliteEngine } from './engine.js';

test.each([
  ['20.19.0', 'better-sqlite3'],
  ['20.20.2', 'better-sqlite3'],
  ['22.13.0', 'better-sqlite3-13'],
  ['24.11.0', 'better-sqlite3-13'],
  ['24.21.0', 'better-sqlite3-13'],
  ['26.0.0', 'better-sqlite3-13'],
])('Node %s opens databases with %s', (node, name) => {
  expect(enginePackage(node)).toBe(name);
});
test('an engine that was not built is said with what to do, and is looked for again the next time', () => {
  const missing = () => {
    throw new Error('Could not locate the bindings file');
  };
  expect(() => sqliteEngine(missing)).toThrow(
    expect.objectContaining({ code: 'E-DB-ENGINE', remedy: expect.stringContaining('npm ci') }),
  );
  const db = new (sqliteEngine())(':memory:');
  expect(db.prepare('SELECT 1 AS one').all()).toEqual([{ one: 1 }]);
  db.close();
});
