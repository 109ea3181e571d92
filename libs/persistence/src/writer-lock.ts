import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#libs/kernel';
import { type SqliteHandle, sqliteEngine } from './engine.js';

/** Who writes to a data folder: a running server, or a command that ends by itself. */
export interface Holder {
  kind: 'serve' | 'command';
  pid: number;
  /** Where a server listens. */
  url?: string;
}

/**
 * The right to write to a data folder, held by one process at a time.
 * It is the engine's own file lock, so that it ends with the process however that ends.
 */
export class WriterLock {
  private constructor(
    private readonly handle: SqliteHandle,
    private readonly noteFile: string,
  ) {}

  /**
   * Takes the lock. A command waits for another command up to `waitMs`; a server holds it for long, so that is said at once.
   * @throws AppError `E-DATA-SERVED` when a server holds it, `E-DATA-LOCKED` when a command did not end in time.
   */
  static async take(dataDir: string, holder: Holder, waitMs = 600_000): Promise<WriterLock> {
    const handle = openLockFile(dataDir);
    const noteFile = join(dataDir, 'writer.json');
    for (let waited = 0; ; waited += 200) {
      try {
        handle.exec('BEGIN EXCLUSIVE');
        const lock = new WriterLock(handle, noteFile);
        lock.announce(holder);
        return lock;
      } catch (error) {
        if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
      }
      const other = readHolder(noteFile);
      // At the first look the note may still be that of a server which has just been killed.
      if (other?.kind === 'serve' && waited > 0) {
        handle.close();
        const remedy = `设置 HUB_URL=${other.url ?? 'http://127.0.0.1:3100'} 和 HUB_KEY 经服务提交，或先停止服务（进程 ${other.pid}）`;
        throw new AppError('E-DATA-SERVED', 'conflict', '数据目录正由运行中的服务使用，本命令不能直接写入', remedy);
      }
      if (waited >= waitMs) {
        handle.close();
        throw new AppError('E-DATA-LOCKED', 'conflict', '另一条命令正在写入同一数据目录', '等它结束后重试');
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** Says who holds the lock and, for a server, where it listens. */
  announce(holder: Holder): void {
    try {
      writeFileSync(this.noteFile, JSON.stringify(holder), { mode: 0o600 });
    } catch (error) {
      this.release();
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (code === 'ENOSPC') throw new AppError('E-DISK-FULL', 'transient', '磁盘已满', '清出空间后重试');
      throw new AppError('E-DATA-DIR', 'invalid', `数据目录不能写入（${code}）`, '核对 HUB_DATA 及其权限');
    }
  }

  release(): void {
    rmSync(this.noteFile, { force: true });
    this.handle.exec('ROLLBACK');
    this.handle.close();
  }
}

function openLockFile(dataDir: string): SqliteHandle {
  const SqliteDatabase = sqliteEngine();
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return new SqliteDatabase(join(dataDir, 'writer.lock'), { timeout: 0 });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new AppError('E-DATA-DIR', 'invalid', `数据目录打不开（${code}）`, '核对 HUB_DATA 及其权限');
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    // The other process has the lock and has not written its note yet.
    return undefined;
  }
}
