import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '#libs/kernel';
import { Database } from '#libs/persistence';
import { tempDatabase } from '#libs/testkit';
import {
  checkBody,
  contentDigest,
  newSigningKey,
  SECURITY_MIGRATIONS,
  type SignedParts,
  SigningKeys,
  signRequest,
  useNonce,
  verifySignature,
} from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'signature-'));
afterAll(() => rmSync(folder, { recursive: true }));

const AT = new Date('2024-05-16T08:00:00Z');
const later = (seconds: number): Date => new Date(AT.getTime() + seconds * 1000);
const BODY = Buffer.from('{"信访件编号":"P1"}');
const ours = newSigningKey();
const others = newSigningKey();
const keys = new Map([
  ['petition-1', { holder: 'dept:petition', publicKey: ours.publicKey }],
  ['audit-1', { holder: 'dept:audit', publicKey: others.publicKey }],
]);
const keyOf = (keyId: string) => keys.get(keyId);

async function signed(keyId = 'petition-1', privateKey = ours.privateKey): Promise<SignedParts> {
  const request = { method: 'POST', url: '/adapters/petition/records?dryRun=false' };
  return { ...request, headers: await signRequest({ ...request, body: BODY }, { keyId, privateKey }, AT) };
}

test('what a department signed is known as its own, with body and nonce', async () => {
  const found = await verifySignature(await signed(), keyOf, later(30));
  expect(found).toMatchObject({ keyId: 'petition-1', holder: 'dept:petition', contentDigest: contentDigest(BODY) });
  expect(() => checkBody(found, BODY)).not.toThrow();
  expect(() => checkBody(found, Buffer.from('{}'))).toThrow(expect.objectContaining({ code: 'E-BODY-DIGEST' }));
  expect((await verifySignature(await signed(), keyOf, AT)).nonce).not.toBe(found.nonce);
});

const swap = (header: string, from: RegExp, to: string) => (request: SignedParts) => ({
  ...request,
  headers: { ...request.headers, [header]: String(request.headers[header]).replace(from, to) },
});
const without = (header: string) => (request: SignedParts) => {
  const { [header]: _, ...headers } = request.headers;
  return { ...request, headers };
};

test.each<[string, (request: SignedParts) => SignedParts, string]>([
  ['no signature', without('signature'), 'E-SIGNATURE'],
  ['no list of what is covered', without('signature-input'), 'E-SIGNATURE'],
  ['no digest', without('content-digest'), 'E-SIGNATURE'],
  ['other method', (request) => ({ ...request, method: 'PUT' }), 'E-SIGNATURE'],
  ['other path', (request) => ({ ...request, url: request.url.replace('petition', 'audit') }), 'E-SIGNATURE'],
  ['other query', (request) => ({ ...request, url: request.url.replace('false', 'true') }), 'E-SIGNATURE'],
  ['other digest', (request) => swap('content-digest', /:.*:/u, ':AAAA:')(request), 'E-SIGNATURE'],
  ['other time', swap('signature-input', /created=\d+/u, `created=${AT.getTime() / 1000 + 60}`), 'E-SIGNATURE'],
  ['other nonce', swap('signature-input', /nonce="."?/u, 'nonce="x'), 'E-SIGNATURE'],
  ['less covered', swap('signature-input', / "@query"/u, ''), 'E-SIGNATURE'],
  ['signature of nothing', swap('signature', /:.*:/u, ':AAAA:'), 'E-SIGNATURE'],
  ['other algorithm', swap('signature-input', /alg="\w+"/u, 'alg="hmac-sha256"'), 'E-SIGNATURE'],
  ['another department’s key', swap('signature-input', /petition-1/u, 'audit-1'), 'E-SIGNATURE'],
  ['unknown key', swap('signature-input', /petition-1/u, 'petition-9'), 'E-SIGNATURE-KEY'],
  ['rubbish', swap('signature-input', /.*/su, '((('), 'E-SIGNATURE'],
  [
    'two signatures',
    (request) => ({
      ...request,
      headers: {
        ...request.headers,
        signature: `${request.headers.signature}, b=:AAAA:`,
        'signature-input': `${request.headers['signature-input']}, b=${String(request.headers['signature-input']).replace(/^\w+=/u, '')}`,
      },
    }),
    'E-SIGNATURE',
  ],
])('%s: refused', async (_, change, code) => {
  const request = change(await signed());
  await expect(verifySignature(request, keyOf, AT)).rejects.toMatchObject({ code, kind: 'unauthenticated' });
});

test.each([
  [-301, 'E-SIGNATURE-TIME'],
  [-300, 'good'],
  [300, 'good'],
  [301, 'E-SIGNATURE-TIME'],
  [86_400, 'E-SIGNATURE-TIME'],
])('looked at %i seconds after it was made: %s', async (seconds, outcome) => {
  const checked = await verifySignature(await signed(), keyOf, later(seconds)).then(
    () => 'good',
    ({ code }) => code,
  );
  expect(checked).toBe(outcome);
});

test.each([
  ['no key', 'nonsense'],
  [
    'a key of another kind',
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }),
  ],
])('a registered file that is %s is our fault, not the sender’s', async (_, publicKey) => {
  const broken = () => ({ holder: 'dept:petition', publicKey: String(publicKey) });
  await expect(verifySignature(await signed(), broken, AT)).rejects.toMatchObject({
    code: 'E-KEY-FILE',
    kind: 'transient',
  });
  const away = () => {
    throw new AppError('E-KEY-FOLDER', 'transient', '公钥文件夹读不了');
  };
  await expect(verifySignature(await signed(), away, AT)).rejects.toMatchObject({ code: 'E-KEY-FOLDER' });
});

test('a key that another department holds cannot sign for this one', async () => {
  const request = await signed('petition-1', others.privateKey);
  await expect(verifySignature(request, keyOf, AT)).rejects.toMatchObject({ code: 'E-SIGNATURE' });
});

test('a nonce counts once, also after a restart, and is forgotten when its signature is too old anyway', async () => {
  const temp = await tempDatabase(SECURITY_MIGRATIONS);
  const once = { keyId: 'petition-1', nonce: '0190a0a0-0000-7000-8000-000000000001' };
  let { db } = temp;
  await useNonce(db, once, AT);
  await useNonce(db, { ...once, keyId: 'petition-2' }, AT);
  await expect(useNonce(db, once, later(1))).rejects.toMatchObject({ code: 'E-REPLAY', kind: 'unauthenticated' });
  db = await Database.open(temp.target, SECURITY_MIGRATIONS);
  await expect(useNonce(db, once, later(599))).rejects.toMatchObject({ code: 'E-REPLAY' });
  await useNonce(db, { ...once, nonce: '0190a0a0-0000-7000-8000-000000000002' }, later(601));
  const rows = await db.read((statements) => statements.query('SELECT nonce FROM used_nonce'));
  expect(rows).toHaveLength(1);
  await db.close();
  await temp.remove();
});

test('two keys overlap; one that is taken away no longer counts', () => {
  const place = join(folder, 'keys');
  mkdirSync(place);
  const put = (keyId: string, publicKey: string) => writeFileSync(join(place, `${keyId}.pem`), publicKey);
  let minute = 0;
  const touched = () => utimesSync(place, AT, later(60 * ++minute));
  put('old', ours.publicKey);
  writeFileSync(join(place, 'remark.txt'), 'keys of the petition office');
  touched();
  const known = new SigningKeys(place, 'dept:petition');
  expect([known.find('old')?.holder, known.find('new'), known.find('remark')]).toEqual([
    'dept:petition',
    undefined,
    undefined,
  ]);
  put('new', others.publicKey);
  touched();
  expect([known.find('old')?.publicKey, known.find('new')?.publicKey]).toEqual([ours.publicKey, others.publicKey]);
  rmSync(join(place, 'old.pem'));
  touched();
  expect([known.find('old'), known.find('new')?.publicKey]).toEqual([undefined, others.publicKey]);
  expect(() => new SigningKeys(join(folder, 'nowhere'), 'dept:petition')).toThrow(
    expect.objectContaining({ code: 'E-KEY-FOLDER', remedy: expect.stringContaining('HUB_SIGNING_KEYS') }),
  );
});
