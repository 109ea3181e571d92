import { appendFileSync } from 'node:fs';
import { Socket } from 'node:net';

/** Key of a produce request, and the first version that begins with a transactional id (Kafka protocol, Produce). */
const PRODUCE = 0;
const WITH_TRANSACTION = 3;
/** size, key, version, correlation id */
const CLIENT_ID_AT = 12;

/** `acks` of a produce request as it goes over the wire; nothing for other bytes. */
export function acksOf(bytes: Uint8Array): number | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < CLIENT_ID_AT + 2 || view.readInt32BE(0) !== view.length - 4) return undefined;
  if (view.readInt16BE(4) !== PRODUCE || view.readInt16BE(6) < WITH_TRANSACTION) return undefined;
  const transactionAt = CLIENT_ID_AT + 2 + Math.max(0, view.readInt16BE(CLIENT_ID_AT));
  if (view.length < transactionAt + 4) return undefined;
  return view.readInt16BE(transactionAt + 2 + Math.max(0, view.readInt16BE(transactionAt)));
}

/** Writes the `acks` of every produce request that this process sends into `file`, one a line. */
export function noteAcks(file = ''): void {
  const write = Socket.prototype.write as (this: Socket, ...given: unknown[]) => boolean;
  Socket.prototype.write = function (this: Socket, ...given: unknown[]): boolean {
    const [bytes] = given;
    const acks = bytes instanceof Uint8Array ? acksOf(bytes) : undefined;
    if (acks !== undefined) appendFileSync(file, `${acks}\n`);
    return write.apply(this, given);
  } as Socket['write'];
}
