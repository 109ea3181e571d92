import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DeliveryNote, readFile } from '#libs/adapter-host';
import { importRegistry, importRoster } from '#libs/aggregation';
import type { HubConfig } from '#libs/config';
import { DEPARTMENTS, Hub } from '#libs/embedded';
import { DIVISION, type GeneratedRecord, type Office } from '#libs/evaluation';
import { AppError, fixedClock, sha256 } from '#libs/kernel';

/** The day on which the evaluation stands: after every generated record. */
const NOW = '2024-07-01T09:00:00+08:00';

/** Runs `work` on an empty hub in a temporary folder, which is removed afterwards. Nothing of the configured hub is touched. */
export async function withTemporaryHub<T>(config: HubConfig, work: (hub: Hub) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hub-evaluation-'));
  try {
    const { database: _server, url: _url, broker: _broker, ...rest } = config;
    const linkLimit = Number.MAX_SAFE_INTEGER;
    const hub = await Hub.open({ ...rest, dataDir, division: DIVISION, linkLimit }, fixedClock(NOW));
    try {
      return await work(hub);
    } finally {
      await hub.close();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

export async function loadOffice(hub: Hub, { tables }: Office): Promise<void> {
  await hub.db.transaction(async (statements) => {
    for (const rows of [tables.units, tables.aliases, tables.events]) await importRegistry(statements, rows);
    await importRoster(statements, tables.roster);
  });
}

/** Sends records through the departments' own intake, each department one NDJSON file in the order of `records`. */
export async function deliver(
  hub: Hub,
  records: readonly GeneratedRecord[],
  done: (rows: number) => void,
): Promise<void> {
  let before = 0;
  for (const department of DEPARTMENTS) {
    const own = records.filter((record) => record.department === department.name);
    if (own.length === 0) continue;
    const path = join(hub.config.dataDir, `${department.name}.ndjson`);
    const lines = own.map(({ fields }) => `${JSON.stringify(fields)}\n`).join('');
    await writeFile(path, lines, { mode: 0o600 });
    const intake = hub.intake(department);
    const note: DeliveryNote = {
      door: 'file',
      digest: sha256(lines),
      submittedBy: hub.config.submittedBy,
      approvedBy: hub.config.approvedBy,
      namesFromConfiguration: true,
    };
    const at = before;
    const progress = (rows: number): void => done(at + rows);
    const items = readFile(path, { layouts: department.layouts, idKey: hub.idKey, ...intake.judging, progress });
    const wrong: string[] = [];
    const { rows } = await intake.take(note, items, (lines) => {
      for (const { outcome, findings } of lines)
        if (outcome === 'invalid' || outcome === 'refused')
          wrong.push(...findings.map(({ code, field }) => `${code} ${field ?? ''}`));
    });
    if (rows.accepted !== own.length)
      throw new AppError(
        'E-EVALUATION',
        'bug',
        `${department.name}：生成的 ${own.length} 条记录只收下 ${rows.accepted} 条（${[...new Set(wrong)].slice(0, 3).join('、')}）`,
        '生成器与部门布局不一致',
      );
    before += own.length;
    done(before);
  }
}
