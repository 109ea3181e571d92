import { examine, type FitRecord } from '#libs/adapter-host';
import type { Department } from '#libs/contracts';
import { DEPARTMENTS } from '#libs/embedded';
import { systemClock } from '#libs/kernel';
import type { Database, Statements } from '#libs/persistence';
import { appendAudit } from '#libs/security';
import { AGGREGATOR, adapterOf, SERVICES } from '../../stack/services.js';
import { pause, until } from '../chance.js';
import { demand, type Scenario, settle } from '../scenario.js';
import { Sender } from '../sender.js';
import { outboxCount } from './broker.js';

/** F5: the database dies with deliveries and a backlog of events on their way. */
export const databaseAway: Scenario = {
  id: 'F5',
  title: 'database killed and away: 503 and no false receipt, then all goes on',
  async run(arena) {
    const { chance, keeper, services } = arena;
    await arena.start(...SERVICES);
    const sender = new Sender(arena.services);
    await sender.send(20, 20);
    await until(30_000, async () => (await arena.onlooker.sums()).aggregator.inbox > 0);
    // The aggregator wakes up with a backlog and without a database.
    const aggregator = services.pid(AGGREGATOR);
    if (aggregator === undefined) throw new Error('the aggregator does not run');
    process.kill(aggregator, 'SIGSTOP');
    await sender.send(40, 20);
    await until(3000, async () => (await outboxCount(arena, 'NEW')) === 0);
    let done = false;
    const load = sender.sendUntil(() => done, { most: 400, inOne: 10, pauseMs: 10 });
    // Receipts go out up to the last moment.
    const before = sender.deliveries;
    await until(20_000, () => sender.deliveries > before + 10, 5);
    await arena.strike('mariadb', 'SIGKILL');
    process.kill(aggregator, 'SIGCONT');
    await pause(chance.between(8000, 12_000));
    await arena.revive('mariadb');
    await pause(1000);
    done = true;
    await load;
    const findings = await settle(arena, sender);
    const clear = sender.failed.filter(
      ({ status, type, code }) =>
        status === 503 && type.startsWith('application/problem+json') && code.startsWith('E-DB'),
    );
    findings.counts.answered503 = clear.length;
    demand(findings, clear.length > 0, 'no delivery was answered while the database was away');
    const [other] = sender.failed.filter((failed) => !clear.includes(failed));
    demand(findings, other === undefined, `an answer that was no 503 problem+json: ${JSON.stringify(other)}`);
    const restarts = SERVICES.reduce((sum, name) => sum + (keeper.starts.get(name) ?? 1) - 1, 0);
    demand(findings, restarts === 0, `${restarts} services ended because the database was away`);
    return findings;
  },
};

/** F13: ids are given at insert and appear at commit. */
export const lateCommit: Scenario = {
  id: 'F13',
  title: 'a long transaction holds a low outbox row: it is sent when it appears',
  async run(arena) {
    const [department] = DEPARTMENTS as [Department, ...Department[]];
    await arena.start(...SERVICES);
    const sender = new Sender(arena.services);
    await sender.send(20, 20);
    const db = await arena.database(adapterOf(department));
    const template = await acceptedRecord(db);
    await db.transaction(async (statements) => {
      await writeLow(statements, department, template);
      // Later ids become visible, and leave, while this one is not there yet.
      await sender.deliver(department, 20);
      await until(10_000, async () => (await outboxCount(arena, 'NEW')) === 0);
      await pause(1000);
      const { id } = template;
      const at = systemClock.now().toISOString();
      await appendAudit(statements, [{ at, actor: '甲', action: 'record.accepted', objectId: id }]);
    });
    await sender.deliver(department, 20);
    return settle(arena, sender);
  },
};

interface Template {
  id: string;
  fit: FitRecord;
}

async function acceptedRecord(db: Database): Promise<Template> {
  const [row] = await db.read((reads) =>
    reads.query<{ record_id: string; kind: string; payload: string; places: string; payload_hash: string }>(
      `SELECT r.record_id, r.kind, r.payload, r.places, k.payload_hash FROM intake_record r
       JOIN intake_key k ON k.record_id = r.record_id AND k.version = r.version WHERE r.event_type = 'CLUE_SUBMITTED' LIMIT 1`,
    ),
  );
  if (!row) throw new Error('no record to take after');
  const { record_id: id, kind, payload, places, payload_hash: payloadHash } = row;
  const fit: FitRecord = {
    kind,
    places: JSON.parse(places) as FitRecord['places'],
    sourceRecordId: 'LATE-COMMIT-1',
    eventType: 'CLUE_SUBMITTED',
    warnings: [],
    payload,
    payloadHash,
    quality: null,
    score: { missing: [] },
    cut: {},
  };
  return { id, fit };
}

async function writeLow(statements: Statements, { code, sourceSystem }: Department, { fit }: Template): Promise<void> {
  const delivery = {
    department: code,
    sourceSystem,
    batchId: '00000000-0000-5000-8000-000000000013',
    submittedBy: '甲',
    approvedBy: '乙',
    at: systemClock.now().toISOString(),
  };
  const { rows } = await examine(statements, delivery, [fit], new Map());
  await statements.insert('intake_record', rows.record);
  await statements.insert('intake_key', rows.key);
  await statements.insert('outbox', rows.outbox);
}
