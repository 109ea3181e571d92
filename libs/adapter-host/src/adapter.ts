import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HubConfig } from '#libs/config';
import type { Department } from '#libs/contracts';
import { type HttpApp, operated, startHttp } from '#libs/http';
import { systemClock } from '#libs/kernel';
import { HubMetrics } from '#libs/observability';
import { Database } from '#libs/persistence';
import { SECURITY_MIGRATIONS } from '#libs/security';
import { departmentDoors } from './doors.js';
import { Intake } from './intake.js';
import { INTAKE_MIGRATIONS } from './migrations.js';

/**
 * One department's adapter as a process of its own: its database, its doors, its key.
 * Accepted records wait in the outbox for the relay of the transport that the deployment brings.
 */
export async function startAdapter(department: Department, config: HubConfig): Promise<HttpApp> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const target = config.database ?? join(config.dataDir, `adapter-${department.name}.sqlite`);
  const db = await Database.open(target, [...SECURITY_MIGRATIONS, ...INTAKE_MIGRATIONS]);
  const metrics = new HubMetrics();
  const counted = metrics.intake.bind(metrics);
  const keeper = {
    intake: new Intake(db, department, config.division, systemClock, counted),
    idKey: departmentKey(config.dataDir),
    names: config,
    settle: async () => {},
  };
  return startHttp({
    title: `${department.label}适配器`,
    controllers: [departmentDoors(department, keeper)],
    db,
    holders: [`dept:${department.name}`],
    port: config.port,
    insecureLocal: false,
    at: systemClock.now().toISOString(),
    ...operated(`adapter-${department.name}`, config, db, metrics),
    closed: () => db.close(),
  });
}

/** The department's key for digests of ID numbers, made at first use; it never leaves the folder. */
export function departmentKey(dataDir: string): string {
  const path = join(dataDir, 'id.key');
  try {
    // Two processes may start at once: the first one's key stands.
    writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(path, 'utf8');
}
