import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { NextFunction, Request, Response } from 'express';
import { PROBLEM_TYPE, plainProblem } from './problem.js';

/** What a connection may cost us, in milliseconds, bytes and pieces. */
export interface HttpLimits {
  /** Until the head of a request must have come; a phone line needs a second for the largest head. */
  headersMs: number;
  /** Until a request must have come whole: a stream of a million records may take longer than Node's five minutes. */
  requestMs: number;
  /** How often the two above are looked at; Node's own half minute would let many wait together. */
  checkMs: number;
  /** Header lines; our senders need 12, a chain of proxies adds a few. Bytes of a head: Node's 16 KiB. */
  headers: number;
  /** Connections: five departments use a few each; at some 30 KiB each this many are no danger to 300 MiB. */
  connections: number;
  /** A body must bring `bodyBytes` in each window of this length while we wait for it: 100 bytes a second is no line that carries a file. */
  bodyWindowMs: number;
  bodyBytes: number;
}

export const HTTP_LIMITS: HttpLimits = {
  headersMs: 15_000,
  requestMs: 3_600_000,
  checkMs: 3000,
  headers: 100,
  connections: 2000,
  bodyWindowMs: 15_000,
  bodyBytes: 1500,
};

/** The answer that is under way on a connection, so that none is written into another. */
const answering = new WeakMap<Duplex, Response>();

/** Puts the limits on a server that does not listen yet, and gives the parser's own refusals their problem+json. */
export function limitServer(server: Server, limits: HttpLimits = HTTP_LIMITS): void {
  server.headersTimeout = limits.headersMs;
  server.requestTimeout = limits.requestMs;
  server.maxHeadersCount = limits.headers;
  server.maxConnections = limits.connections;
  // Read by Node when it begins to listen; its type knows it as an option of createServer only.
  Object.assign(server, { connectionsCheckingInterval: limits.checkMs });
  server.on('clientError', refuseRaw);
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const { body, status } = plainProblem(417);
    response.writeHead(status, { 'content-type': PROBLEM_TYPE, connection: 'close' }).end(body);
  });
}

const RAW_STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Milliseconds in which the other side may take the refusal before the connection is gone. */
const FAREWELL_MS = 1000;

/** What the parser could not read, or what did not come in time. */
function refuseRaw(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable || answering.get(socket)?.headersSent) {
    socket.destroy();
    return;
  }
  const { body, status } = plainProblem(RAW_STATUS[error.code ?? ''] ?? 400);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'connection: close',
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
}

/** Refuses floods of headers, and ends bodies that trickle. What waits for us, and not for the sender, has no such limit. */
export function limitRequests(limits: HttpLimits = HTTP_LIMITS) {
  return (request: Request, response: Response, next: NextFunction): void => {
    answering.set(request.socket, response);
    // Node leaves out what is beyond the limit, so more than this many are never seen here.
    if (request.rawHeaders.length >= 2 * limits.headers) {
      refuse(request, response, 431);
      return;
    }
    if (request.headers['transfer-encoding'] || Number(request.headers['content-length'] ?? 0) > 0)
      watchBody(request, response, limits);
    next();
  };
}

function watchBody(request: Request, response: Response, limits: HttpLimits): void {
  const { socket } = request;
  let seen = socket.bytesRead;
  let answered = false;
  const look = (): void => {
    const came = socket.bytesRead - seen;
    seen = socket.bytesRead;
    if (request.complete) return;
    // Answered already: what is still coming was read for a window, so that the sender could read the answer.
    if (answered) request.destroy();
    else if (!response.writableEnded && request.readableLength === 0 && came < limits.bodyBytes)
      refuse(request, response, 408);
    answered = response.writableEnded;
  };
  const timer = setInterval(look, limits.bodyWindowMs).unref();
  request.once('close', () => clearInterval(timer));
}

/** Answers in place of the door, and lets the door's reading of the body fail. */
function refuse(request: Request, response: Response, status: number): void {
  if (response.headersSent) {
    request.destroy();
    return;
  }
  const { body } = plainProblem(status);
  response.once('finish', () => request.destroy());
  response.status(status).setHeader('connection', 'close').type(PROBLEM_TYPE).end(body);
}
