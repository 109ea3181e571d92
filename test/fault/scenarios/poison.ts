import type { HubEvent } from '#libs/contracts';
import { DEPARTMENTS } from '#libs/embedded';
import { canonicalJson, newId, sha256 } from '#libs/kernel';
import { AGGREGATOR, adapterOf, SERVICES } from '../../stack/services.js';
import { type Arena, TOPICS } from '../arena.js';
import { until } from '../chance.js';
import { demand, type Scenario, settle } from '../scenario.js';
import { Sender } from '../sender.js';
import { outboxCount } from './broker.js';

interface Poison {
  name: string;
  /** Code under which it must be set aside. */
  code: RegExp;
  topic?: string;
  key?: string | null;
  value: Buffer | string | null;
}

/** F7: what no adapter sends, among what they do. */
export const poison: Scenario = {
  id: 'F7',
  title: 'messages that are no events: each partition goes on, one quarantine row each',
  async run(arena) {
    await arena.start(...SERVICES);
    const sender = new Sender(arena.services);
    await sender.send(20, 20);
    await until(20_000, async () => (await outboxCount(arena, 'NEW')) === 0);
    const sound = await soundEvent(arena);
    const own = TOPICS[0] as string;
    const list = arena.chance.shuffled(poisons(sound));
    const load = sender.send(60, 20);
    for (const { topic = own, key = sound.subject, value } of list) await arena.produce(topic, [{ key, value }]);
    await load;
    await sender.send(20, 20);
    const findings = await settle(arena, sender, { poison: list.length });
    const rows = await (await arena.database(AGGREGATOR)).read((reads) =>
      reads.query<{ digest: string; code: string; place: string | null }>(
        `SELECT digest, code, CONCAT(topic, '/', place_partition, '/', place_offset) AS place FROM quarantine`,
      ),
    );
    const places = new Set(rows.map(({ place }) => place));
    demand(findings, places.size === list.length && !places.has(null), 'a quarantine row does not say where');
    for (const { name, code, value } of list) {
      // Two of them are the same nothing.
      const codes = rows.filter(({ digest }) => digest === sha256(value ?? '')).map((row) => row.code);
      demand(
        findings,
        codes.some((given) => code.test(given)),
        `${name}: set aside as ${codes.join(' ') || 'nothing'}`,
      );
    }
    return findings;
  },
};

async function soundEvent(arena: Arena): Promise<HubEvent> {
  const [first] = DEPARTMENTS;
  if (!first) throw new Error('no departments');
  const [row] = await (await arena.database(adapterOf(first))).read((reads) =>
    reads.query<{ payload: string }>(`SELECT payload FROM outbox WHERE type = 'clue-hub.clue-submitted.v1' LIMIT 1`),
  );
  return JSON.parse(row?.payload ?? '') as HubEvent;
}

function poisons(sound: HubEvent): Poison[] {
  const json = (event: unknown): string => JSON.stringify(event);
  const withData = (data: object): string => json({ ...sound, id: newId(), data: { ...sound.data, ...data } });
  const other = { ...sound.data.payload, summary: '同一版本，另一内容' } as HubEvent['data']['payload'];
  return [
    { name: 'no JSON', code: /^E-NOT-JSON$/u, value: '{"id":"x",' },
    { name: 'empty', code: /^E-NOT-JSON$/u, value: '' },
    { name: 'null value', code: /^E-NULL-VALUE$/u, value: null },
    { name: 'NUL bytes', code: /^E-NOT-JSON$/u, value: Buffer.alloc(64) },
    { name: 'NUL in a word', code: /^E-/u, value: json({ ...sound, id: `${sound.id}\u0000` }) },
    { name: 'broken UTF-8', code: /^E-NOT-JSON$/u, value: Buffer.from([0xff, 0xfe, 0x7b, 0x22]) },
    { name: 'too long', code: /^E-TOO-LONG$/u, value: json({ ...sound, id: newId(), filler: 'x'.repeat(1_010_000) }) },
    { name: 'nested beyond the stack', code: /^E-/u, value: `${'['.repeat(200_000)}${']'.repeat(200_000)}` },
    { name: 'future schema', code: /^E-SCHEMA-VERSION$/u, value: withData({ schemaVersion: '2.0.0' }) },
    { name: 'unknown kind', code: /^E-EVENT-TYPE$/u, value: withData({ eventType: '__proto__' }) },
    // String() of it throws a TypeError.
    { name: 'a check that throws', code: /^E-CONTRACT$/u, value: withData({ schemaVersion: { toString: 1 } }) },
    { name: 'array', code: /^E-ENVELOPE/u, value: '[]' },
    { name: 'just null', code: /^E-ENVELOPE/u, value: 'null' },
    { name: 'foreign key', code: /^E-KEY$/u, key: newId(), value: json({ ...sound, id: newId() }) },
    { name: 'no key', code: /^E-KEY$/u, key: null, value: json({ ...sound, id: newId(), time: sound.time }) },
    { name: 'foreign topic', code: /^E-TOPIC$/u, topic: TOPICS[1] as string, value: json({ ...sound, id: newId() }) },
    { name: 'other content under its digest', code: /^E-PAYLOAD/u, value: withData({ payload: other }) },
    {
      // The handler itself fails on it, each time.
      name: 'a second truth about a version',
      code: /^E-VERSION-CONFLICT$/u,
      value: withData({ payload: other, payloadHash: sha256(canonicalJson(other)) }),
    },
  ];
}
