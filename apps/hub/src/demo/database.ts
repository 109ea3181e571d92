import type { HubConfig } from '#libs/config';
import { databaseOf, HUB_MIGRATIONS, type Hub } from '#libs/embedded';
import { AppError } from '#libs/kernel';
import { Database } from '#libs/persistence';
import { appendAudit } from '#libs/security';

const STARTED = 'demo.started';
/** Tables that hold a row as soon as anybody works with a hub. */
const WORKED_WITH = ['audit_entry', 'intake_batch', 'record', 'unit', 'round'];

/** Empties a server's database for the demo, or says why it must not be used: only what an earlier demo made is ever emptied. */
export async function emptyDemoDatabase(config: HubConfig): Promise<void> {
  if (!config.database) return;
  const target = databaseOf(config);
  const db = await Database.open(target, HUB_MIGRATIONS);
  try {
    if (await isEmpty(db)) return;
    if (!(await isOfDemo(db))) {
      const remedy = '把 HUB_DATABASE 设为一个空的数据库，或不设（演示用 SQLite）';
      throw new AppError('E-DEMO-DATABASE', 'conflict', '数据库不是空的，也不是演示用的', remedy);
    }
  } finally {
    await db.close();
  }
  await Database.undoAll(target, HUB_MIGRATIONS);
}

/** The first entry of the trail tells that the database is a demo's. */
export async function markDemoDatabase(hub: Hub): Promise<void> {
  if (!hub.config.database) return;
  const act = { at: hub.clock.now().toISOString(), actor: 'demo', action: STARTED, objectId: 'demo' };
  await hub.db.transaction((statements) => appendAudit(statements, [act]));
}

function isEmpty(db: Database): Promise<boolean> {
  return db.read(async (statements) => {
    for (const table of WORKED_WITH)
      if ((await statements.query(`SELECT 1 FROM ${table} LIMIT 1`)).length > 0) return false;
    return true;
  });
}

async function isOfDemo(db: Database): Promise<boolean> {
  const rows = await db.read((statements) =>
    statements.query<{ action: string }>('SELECT action FROM audit_entry WHERE seq = 1'),
  );
  return rows[0]?.action === STARTED;
}
