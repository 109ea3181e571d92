import { createRequire } from 'node:module';
import type SqliteDatabase from 'better-sqlite3';
import { AppError } from '#libs/kernel';

type Engine = typeof SqliteDatabase;
export type SqliteHandle = SqliteDatabase.Database;

/**
 * The package of the embedded engine that fits this Node.
 * Version 12 is the last for Node 20. Built with the headers of Node 24.19 or later it ends the process with an abort when a
 * statement is collected while no JavaScript context is entered (nodejs/node#65446). Version 13 uses Node-API, which that does
 * not touch, brings its binaries, and needs Node 22.
 */
export const enginePackage = (nodeVersion: string): 'better-sqlite3' | 'better-sqlite3-13' =>
  Number.parseInt(nodeVersion, 10) >= 22 ? 'better-sqlite3-13' : 'better-sqlite3';

let loaded: Engine | undefined;

/** @throws AppError `E-DB-ENGINE` when the package is missing or not built (on Node 20 it may have to be compiled). */
export function sqliteEngine(load: (name: string) => unknown = createRequire(import.meta.url)): Engine {
  if (loaded) return loaded;
  const name = enginePackage(process.versions.node);
  try {
    const engine = load(name) as Engine;
    // The binary is only looked for when a database is opened.
    new engine(':memory:').close();
    loaded = engine;
    return engine;
  } catch {
    throw new AppError(
      'E-DB-ENGINE',
      'bug',
      `数据库组件 ${name} 未装好（Node ${process.versions.node}）`,
      'Node 20 上需现场编译：装好 g++、make、python3 后重新运行 npm ci，取不到 Node 头文件时加 npm_config_nodedir=/usr；或改用 Node 22、24',
    );
  }
}
