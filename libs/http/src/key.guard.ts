import { type CanActivate, type ExecutionContext, Injectable, NotFoundException, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { AppError } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { holderOf, type KeyHolder } from '#libs/security';

const HOLDERS = 'clue-hub:holders';

/** Who may pass a door: key holders, or `public` for what tells nothing. A route without it is closed to all. */
export const OpenTo = (...holders: (KeyHolder | 'public')[]) => SetMetadata(HOLDERS, holders);

/** A request whose key has been looked up. */
export type KeyedRequest = Request & { holder?: KeyHolder };

/**
 * Lets a request in by its key (`Authorization: Bearer …`). Deny by default.
 * `insecureLocal` opens all doors to loopback addresses, for trying out.
 */
@Injectable()
export class KeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly db: Database,
    private readonly insecureLocal: boolean,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<KeyedRequest>();
    const allowed = this.reflector.getAllAndOverride<string[] | undefined>(HOLDERS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (allowed?.includes('public')) return true;
    if (this.insecureLocal && isLoopback(request.socket.remoteAddress)) return true;
    const key = /^Bearer (\S{20,200})$/u.exec(request.headers.authorization ?? '')?.[1];
    const holder = key ? await this.db.read((statements) => holderOf(statements, key)) : undefined;
    if (!holder)
      throw new AppError('E-KEY', 'forbidden', '缺少密钥或密钥无效', '请求头带上 Authorization: Bearer <密钥>');
    // The same answer as for an address that does not exist.
    if (!allowed?.includes(holder)) throw new NotFoundException();
    request.holder = holder;
    return true;
  }
}

const isLoopback = (address: string | undefined): boolean =>
  address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1';
