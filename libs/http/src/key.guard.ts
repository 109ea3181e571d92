import { type CanActivate, type ExecutionContext, Injectable, NotFoundException, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { AppError, type Clock } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { holderOf, type KeyHolder, type Signed, type SigningKeys, useNonce, verifySignature } from '#libs/security';

const HOLDERS = 'clue-hub:holders';

/** Who may pass a door: key holders, or `public` for what tells nothing. A route without it is closed to all. */
export const OpenTo = (...holders: (KeyHolder | 'public')[]) => SetMetadata(HOLDERS, holders);

/** A request whose key has been looked up. */
export type KeyedRequest = Request & { holder?: KeyHolder; signed?: Signed };

/** How a service knows who asks: by the signature of every request. */
export interface Signatures {
  keys: SigningKeys;
  clock: Clock;
}

/**
 * Lets a request in by its key (`Authorization: Bearer …`), or by its signature alone where `signatures` are given. Deny by default.
 * `insecureLocal` opens all doors to loopback addresses, for trying out.
 */
@Injectable()
export class KeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly db: Database,
    private readonly insecureLocal: boolean,
    private readonly signatures?: Signatures,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<KeyedRequest>();
    const allowed = this.reflector.getAllAndOverride<string[] | undefined>(HOLDERS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (allowed?.includes('public')) return true;
    if (this.insecureLocal && isLoopback(request.socket.remoteAddress)) return true;
    const holder = this.signatures ? await this.signer(request, this.signatures) : await this.bearer(request);
    // A route that opens to nobody does not exist.
    if (!allowed) throw new NotFoundException();
    if (!allowed.includes(holder))
      throw new AppError('E-ROLE', 'forbidden', '这个密钥不能用于这个接口', '换用该接口所属部门或处室的密钥');
    request.holder = holder;
    return true;
  }

  private async bearer(request: KeyedRequest): Promise<KeyHolder> {
    const key = /^Bearer (\S{20,200})$/u.exec(request.headers.authorization ?? '')?.[1];
    const holder = key ? await this.db.read((statements) => holderOf(statements, key)) : undefined;
    if (holder) return holder;
    throw new AppError('E-KEY', 'unauthenticated', '缺少密钥或密钥无效', '请求头带上 Authorization: Bearer <密钥>');
  }

  /** The body is still to come: whoever reads it compares it with `request.signed`. */
  private async signer(request: KeyedRequest, { keys, clock }: Signatures): Promise<KeyHolder> {
    const { method, originalUrl: url } = request;
    const headers = request.headers as Record<string, string | string[]>;
    const now = clock.now();
    request.signed = await verifySignature({ method, url, headers }, (keyId) => keys.find(keyId), now);
    await useNonce(this.db, request.signed, now);
    return request.signed.holder;
  }
}

const isLoopback = (address: string | undefined): boolean =>
  address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1';
