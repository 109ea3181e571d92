import { systemClock } from '#libs/kernel';
import { contentDigest } from '#libs/security';
import {
  json,
  NAMES,
  ownPrefix,
  PETITION,
  petition,
  problemOf,
  RECORDS,
  type ToSign,
  underAttack,
} from './under-attack.js';

const hub = underAttack(PETITION);

const URL_SIGNED = `${RECORDS}?${NAMES}`;
const TYPE = { 'content-type': 'application/json' };

interface Attempt {
  url?: string;
  body?: Buffer;
  headers: Record<string, string>;
}

/** What a sender does wrong with a good delivery, and the code that tells it. */
type Case = [name: string, code: string, attempt: (body: Buffer, other: Buffer) => Promise<Attempt>];

const signed = (toSign: ToSign): Promise<Record<string, string>> => hub().sign(toSign);
const secondsAway = (seconds: number): Date => new Date(systemClock.now().getTime() + seconds * 1000);
/** The value of a header with its first Base64 character changed. */
const bent = (text: string): string => text.replace(/:(.)/u, (_, first: string) => `:${first === 'A' ? 'B' : 'A'}`);

const CASES: Case[] = [
  ['none', 'E-SIGNATURE', async () => ({ headers: {} })],
  ['none, the digest alone', 'E-SIGNATURE', async (body) => ({ headers: { 'content-digest': contentDigest(body) } })],
  ['a key of the other kind', 'E-SIGNATURE', async () => ({ headers: { authorization: `Bearer ${'k'.repeat(43)}` } })],
  [
    'wrong signature',
    'E-SIGNATURE',
    async (body) => {
      const headers = await signed({ body });
      return { headers: { ...headers, signature: bent(headers.signature ?? '') } };
    },
  ],
  [
    'no signature beside its input',
    'E-SIGNATURE',
    async (body) => {
      const { signature: _, ...headers } = await signed({ body });
      return { headers };
    },
  ],
  ['old time', 'E-SIGNATURE-TIME', async (body) => ({ headers: await signed({ body, at: secondsAway(-310) }) })],
  ['future time', 'E-SIGNATURE-TIME', async (body) => ({ headers: await signed({ body, at: secondsAway(310) }) })],
  [
    'another time written in',
    'E-SIGNATURE',
    async (body) => {
      const headers = await signed({ body, at: secondsAway(-310) });
      const now = Math.floor(secondsAway(0).getTime() / 1000);
      const input = (headers['signature-input'] ?? '').replace(/created=\d+/u, `created=${now}`);
      return { headers: { ...headers, 'signature-input': input } };
    },
  ],
  [
    'unknown key',
    'E-SIGNATURE-KEY',
    async (body) => ({ headers: await signed({ body, key: { ...hub().key, keyId: 'nobody-1' } }) }),
  ],
  [
    'a key id that is a path',
    'E-SIGNATURE-KEY',
    async (body) => ({ headers: await signed({ body, key: { ...hub().key, keyId: '../signing-keys/x' } }) }),
  ],
  [
    'key of another department',
    'E-SIGNATURE-KEY',
    async (body) => ({ headers: await signed({ body, key: hub().services.newKey('adapter-audit') }) }),
  ],
  [
    'private key of one, key id of the other',
    'E-SIGNATURE',
    async (body) => {
      const { privateKey } = hub().services.newKey('adapter-audit');
      return { headers: await signed({ body, key: { keyId: hub().key.keyId, privateKey } }) };
    },
  ],
  ['body changed', 'E-BODY-DIGEST', async (body, other) => ({ headers: await signed({ body }), body: other })],
  [
    'body and digest changed',
    'E-SIGNATURE',
    async (body, other) => ({
      headers: { ...(await signed({ body })), 'content-digest': contentDigest(other) },
      body: other,
    }),
  ],
  [
    'query changed',
    'E-SIGNATURE',
    async (body) => ({ headers: await signed({ body, url: `${URL_SIGNED}&dryRun=true` }) }),
  ],
  [
    'path changed',
    'E-SIGNATURE',
    async (body) => ({ headers: await signed({ body, url: `/adapters/petition/files?${NAMES}` }) }),
  ],
  [
    'two signatures',
    'E-SIGNATURE',
    async (body) => {
      const [one, two] = [await signed({ body }), await signed({ body })];
      const both = (name: string): string => `${one[name]}, ${two[name]?.replace(/^sig/u, 'sog')}`;
      return { headers: { ...one, signature: both('signature'), 'signature-input': both('signature-input') } };
    },
  ],
  [
    'what nobody can read',
    'E-SIGNATURE',
    async (body) => ({ headers: { ...(await signed({ body })), 'signature-input': 'sig=("@method";;;=' } }),
  ],
  [
    'fewer parts signed',
    'E-SIGNATURE',
    async (body) => {
      const headers = await signed({ body });
      const input = (headers['signature-input'] ?? '').replace(' "content-digest"', '');
      return { headers: { ...headers, 'signature-input': input } };
    },
  ],
];

test.each(CASES)('%s: 401 %s, nothing is written, and the next good delivery is taken', async (_, code, attempt) => {
  const prefix = ownPrefix();
  const [body, other] = [json(petition(`${prefix}A`)), json(petition(`${prefix}B`))];
  const { headers, url = URL_SIGNED, body: sent = body } = await attempt(body, other);
  const answer = await hub().post(url, sent, { ...TYPE, ...headers });
  expect(answer.headers.get('www-authenticate')).toMatch(/^Signature /u);
  expect(await problemOf(answer)).toEqual({ status: 401, code });
  expect(await hub().held(prefix)).toBe(0);
  expect((await hub().send(body)).status).toBe(200);
  expect(await hub().held(prefix)).toBe(1);
});

test('a signature counts once: of many at the same time one is taken, and none later', async () => {
  const prefix = ownPrefix();
  const body = json(petition(`${prefix}A`));
  const headers = { ...TYPE, ...(await hub().sign({ body })) };
  const before = await hub().nonces();
  const answers = await Promise.all(Array.from({ length: 20 }, () => hub().post(URL_SIGNED, body, headers)));
  answers.push(await hub().post(URL_SIGNED, body, headers));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 200))
    expect(await problemOf(answer)).toEqual({ status: 401, code: 'E-REPLAY' });
  expect(await hub().held(prefix)).toBe(1);
  expect(await hub().nonces()).toBe(before + 1);
});

test('what is refused costs no nonce: a stranger cannot fill the table', async () => {
  const body = json(petition(ownPrefix()));
  const before = await hub().nonces();
  const headers = await hub().sign({ body, at: secondsAway(-310) });
  for (let turn = 0; turn < 5; turn++) expect((await hub().post(URL_SIGNED, body, headers)).status).toBe(401);
  expect(await hub().nonces()).toBe(before);
});
