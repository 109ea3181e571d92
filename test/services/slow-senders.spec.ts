import type { Socket } from 'node:net';
import { HTTP_LIMITS } from '#libs/http';
import {
  answerOn,
  headOf,
  json,
  NAMES,
  ownPrefix,
  PETITION,
  petition,
  RECORDS,
  rawProblem,
  underAttack,
} from './under-attack.js';

const hub = underAttack(PETITION);

const POST = `POST ${RECORDS}?${NAMES} HTTP/1.1`;
const { headersMs, checkMs, bodyWindowMs } = HTTP_LIMITS;
/** Milliseconds by which a busy machine may be late. */
const LATE = 4000;

interface Ended {
  answer: string;
  millis: number;
}

/** Lets a character of `text` out ten times a second until the other side has had enough. */
async function trickle(socket: Socket, text: string): Promise<Ended> {
  const started = performance.now();
  let at = 0;
  const timer = setInterval(() => at < text.length && socket.writable && socket.write(text[at++] ?? ''), 100);
  const answer = await answerOn(socket);
  clearInterval(timer);
  return { answer, millis: performance.now() - started };
}

const slowHead = (): Promise<Ended> => trickle(hub().socket(), headOf(POST, { x: 'y'.repeat(4000) }));

/** A delivery with a good signature, of whose body only `text` comes. */
async function slowBody(id: string, text: string): Promise<Ended> {
  const body = json(petition(id));
  const socket = hub().socket();
  const headers = { 'content-type': 'application/json', ...(await hub().sign({ body })) };
  socket.write(headOf(POST, { ...headers, 'content-length': String(body.length) }));
  return trickle(socket, text);
}

/** A stranger who does not stop after its refusal. */
async function deafStranger(): Promise<Ended> {
  const socket = hub().socket();
  socket.write(headOf(POST, { 'content-type': 'application/json', 'content-length': '1000000' }));
  return trickle(socket, 'x'.repeat(4000));
}

test('heads and bodies that trickle block nobody, and end by a limit with nothing taken', async () => {
  const prefix = ownPrefix();
  const bodies = Array.from({ length: 20 }, (_, n) => slowBody(`${prefix}${n}`, n % 2 ? ' '.repeat(4000) : ''));
  const ended = Promise.all([slowHead(), deafStranger(), ...bodies]);
  const others = ownPrefix();
  for (let n = 0; n < 20; n++) {
    const started = performance.now();
    expect((await hub().send(json(petition(`${others}${n}`)))).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(LATE);
  }
  const [head, stranger, ...slow] = await ended;
  expect(rawProblem(head?.answer ?? '')).toEqual([408, 'E-HTTP-408']);
  expect(head?.millis).toBeLessThan(headersMs + checkMs + LATE);
  expect(rawProblem(stranger?.answer ?? '')).toEqual([401, 'E-SIGNATURE']);
  expect(stranger?.millis).toBeLessThan(2 * bodyWindowMs + LATE);
  for (const { answer, millis } of slow) {
    expect(rawProblem(answer)).toEqual([408, 'E-HTTP-408']);
    expect(millis).toBeLessThan(2 * bodyWindowMs + LATE);
  }
  expect(await hub().held(prefix)).toBe(0);
  expect(await hub().held(others)).toBe(20);
});
