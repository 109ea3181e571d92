import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';

/** A MySQL or MariaDB server and the database on it (`HUB_DATABASE` and its settings). */
export interface DatabaseServer {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  /** Connections that one process keeps at most (`HUB_DATABASE_POOL`). */
  poolSize: number;
  /** Absent: no TLS. Certificate and host name of the server are verified always, against `ca` (PEM) or the system's list. */
  tls?: { ca?: string };
}

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/u;
const FORM = 'HUB_DATABASE 应为 mysql://用户:口令@主机:端口/库名';

interface Settings {
  url: string;
  pool: string;
  tls: string | undefined;
  caFile: string | undefined;
}

/**
 * Reads the settings of a database server. Every mistake goes to `mistake`; none of them quotes the URL, which holds a password.
 * TLS is on unless the server is on this machine.
 */
export function databaseServer(settings: Settings, mistake: (message: string) => void): DatabaseServer | undefined {
  const url = parsed(settings.url);
  const poolSize = Number(settings.pool);
  if (!url) mistake(FORM);
  if (!Number.isInteger(poolSize) || poolSize < 2 || poolSize > 200) mistake('HUB_DATABASE_POOL 应为 2–200 的整数');
  const { tls } = settings;
  if (tls !== undefined && tls !== 'on' && tls !== 'off') mistake('HUB_DATABASE_TLS 应为 on 或 off');
  const ca = settings.caFile === undefined ? undefined : readPem(settings.caFile, mistake);
  if (!url) return undefined;
  const withTls = tls === 'on' || ca !== undefined || (tls === undefined && !LOOPBACK.test(url.host));
  // mysql2 holds the certificate of an address against the name localhost.
  if (withTls && isIP(url.host) > 0) mistake('使用 TLS 时 HUB_DATABASE 应写证书上的主机名，不写 IP 地址');
  return { ...url, poolSize, ...(withTls ? { tls: ca === undefined ? {} : { ca } } : {}) };
}

type Address = Pick<DatabaseServer, 'host' | 'port' | 'user' | 'password' | 'database'>;

function parsed(text: string): Address | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const database = url.pathname.slice(1);
  if (!/^(?:mysql|mariadb):$/u.test(url.protocol) || !/^\w{1,64}$/u.test(database)) return undefined;
  if (url.username === '' || url.hostname === '' || url.search !== '' || url.hash !== '') return undefined;
  try {
    return {
      host: url.hostname.replace(/^\[(.*)\]$/u, '$1'),
      port: Number(url.port || 3306),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database,
    };
  } catch {
    // A percent sign that begins no code: the user has to write it as %25.
    return undefined;
  }
}

function readPem(path: string, mistake: (message: string) => void): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
    mistake('HUB_DATABASE_CA 不是 PEM 证书文件');
  } catch (error) {
    mistake(`HUB_DATABASE_CA 读不到（${(error as NodeJS.ErrnoException).code ?? '未知原因'}）`);
  }
  return undefined;
}
