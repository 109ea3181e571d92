import { DEPARTMENTS } from '#libs/embedded';
import { AGGREGATOR, adapterOf, SERVICES } from '../../stack/services.js';
import type { Arena } from '../arena.js';
import { pause, until } from '../chance.js';
import { demand, type Scenario, settle } from '../scenario.js';
import { Sender } from '../sender.js';

/** Every this many kills hit the broker, or the database, instead of a service. */
const SERVER_EACH = 20;

/** F1: any of the processes, at any moment. */
export const randomKills: Scenario = {
  id: 'F1',
  title: 'kill -9 of services, broker and database at random moments under load',
  async run(arena, { kills }) {
    await arena.start(...SERVICES);
    const sender = new Sender(arena.services);
    let done = false;
    const load = sender.sendUntil(() => done, { most: Math.min(600, 60 + kills * 8), pauseMs: 100 });
    const struck = await strikeOften(arena, kills);
    done = true;
    await load;
    const findings = await settle(arena, sender);
    Object.assign(findings.counts, struck);
    demand(findings, struck.kills === kills, `${struck.kills} kills of ${kills}`);
    return findings;
  },
};

/** Mostly one that is at work; now and then any, which may be starting. */
async function victimOf({ chance, services }: Arena): Promise<string> {
  const any = chance.pick(SERVICES);
  if (chance.next() < 0.15) return any;
  for (;;) {
    const answers = await Promise.all(SERVICES.map((name) => services.isUp(name)));
    const up = SERVICES.filter((_, index) => answers[index]);
    if (up.length > 0) return chance.pick(up);
    await pause(100);
  }
}

async function strikeOften(arena: Arena, kills: number): Promise<{ kills: number; ofServers: number }> {
  const { chance, services } = arena;
  const offset = chance.between(5, SERVER_EACH - 5);
  const struck = { kills: 0, ofServers: 0 };
  while (struck.kills < kills) {
    await pause(chance.between(50, 900));
    if (struck.kills % SERVER_EACH === offset) {
      const server = chance.pick(['kafka', 'mariadb'] as const);
      await arena.strike(server, 'SIGKILL');
      await pause(chance.between(0, 2000));
      await arena.revive(server);
      struck.ofServers += 1;
    } else {
      const victim = await victimOf(arena);
      await until(30_000, () => services.pid(victim) !== undefined, 20);
      await services.end(victim, 'SIGKILL');
    }
    struck.kills += 1;
  }
  return struck;
}

const [some, other, third] = DEPARTMENTS.map(adapterOf) as [string, string, string];

/** Named points: what is durable at each differs. */
const POINTS: readonly (readonly [service: string, point: string])[] = [
  [some, 'kill-before-commit:outbox:3'],
  [other, 'kill-after-commit:outbox:3'],
  [third, 'kill-after-send:2'],
  [AGGREGATOR, 'kill-before-commit:record_version:2'],
  [AGGREGATOR, 'kill-after-commit:record_version:2'],
  [AGGREGATOR, 'kill-before-commit:link_epoch:1'],
];

/** F2: at the points where something is durable on one side only. */
export const namedPoints: Scenario = {
  id: 'F2',
  title: 'kill -9 before and after commit, after send, after effect, in linking, in migration',
  async run(arena) {
    const dead = await killMigrations(arena);
    await arena.start(...SERVICES);
    const sender = new Sender(arena.services);
    await sender.send(20, 10);
    let missed = 0;
    for (const [service, point] of POINTS) if (!(await dieAt(arena, sender, service, point))) missed += 1;
    const findings = await settle(arena, sender);
    Object.assign(findings.counts, { points: POINTS.length - missed, migrationsKilled: dead });
    demand(findings, missed === 0, `${missed} points were not reached`);
    return findings;
  },
};

/** The first start of each service is ended somewhere in its migrations. */
async function killMigrations(arena: Arena): Promise<number> {
  let dead = 0;
  for (const name of SERVICES) {
    const start = arena.services.start(name).then(
      () => 0,
      () => 1,
    );
    // From the first table on, while tables are made.
    await until(20_000, async () => (await tablesOf(arena, name)) > arena.chance.between(0, 12), 5);
    await arena.services.end(name, 'SIGKILL');
    dead += await start;
  }
  return dead;
}

async function tablesOf(arena: Arena, name: string): Promise<number> {
  const [row] = await (await arena.database(name)).read((reads) =>
    reads.query<{ n: number }>('SELECT COUNT(*) AS n FROM information_schema.tables WHERE table_schema = DATABASE()'),
  );
  return Number(row?.n ?? 0);
}

async function dieAt(arena: Arena, sender: Sender, service: string, point: string): Promise<boolean> {
  const { keeper } = arena;
  await keeper.letGo('SIGTERM', service);
  arena.prepare(service, point);
  const before = keeper.starts.get(service) ?? 0;
  await keeper.keep(service);
  // Once: what is started next is the service as it was.
  arena.prepare(service);
  const died = (): boolean => (keeper.starts.get(service) ?? 0) > before + 1;
  for (let round = 0; round < 5 && !died(); round++) {
    await sender.send(10, 10);
    await pause(400);
  }
  const reached = await until(30_000, died);
  await keeper.up(service);
  return reached;
}
