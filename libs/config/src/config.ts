import { isAbsolute, resolve } from 'node:path';
import { AppError } from '#libs/kernel';
import { type BrokerConfig, readBroker } from './broker.js';
import { type DatabaseServer, databaseServer } from './database-server.js';

/** Everything the environment may say, read once. Names and defaults are in README "Settings". */
export interface HubConfig {
  /** Folder of the database, keys and documents (`HUB_DATA`). */
  dataDir: string;
  /** Database server (`HUB_DATABASE`); absent: an SQLite file in `dataDir`. */
  database?: DatabaseServer;
  /** Port of `serve` (`HUB_PORT`), and the address it listens at (`HUB_HOST`): loopback unless a proxy stands in front. */
  port: number;
  host: string;
  /** Port of metrics and health (`HUB_MANAGEMENT_PORT`); without it there is none. */
  managementPort?: number;
  /** Six-digit division code of the county (`HUB_DIVISION`). */
  division: string;
  /** Default 报送人 and 审核人 of imports at this machine (`HUB_SUBMITTED_BY`, `HUB_APPROVED_BY`): two different persons. */
  submittedBy: string;
  approvedBy: string;
  /** Running hub to go through (`HUB_URL`) and the key for it (`HUB_KEY`). */
  url?: string;
  key?: string;
  /** Private key with which requests to an adapter are signed, `<key id>.private.pem` (`HUB_SIGNING_KEY`). */
  signingKey?: string;
  /** Active records up to which linking runs by itself after a delivery (`HUB_LINK_LIMIT`): it holds all of them in memory. */
  linkLimit: number;
  /** Inspection office as printed on packets (`HUB_OFFICE`). */
  office: string;
  /** Contact printed on packets (`HUB_CONTACT`). */
  contact: string;
  /** The broker between the services; without one, delivery is in process. */
  broker?: BrokerConfig;
}

/** A port as written; 0 lets the system choose. @throws AppError `E-USAGE` */
export function readPort(text: string): number {
  if (isPort(text)) return Number(text);
  throw new AppError('E-USAGE', 'invalid', `端口不对：${text}`, '写 0–65535 的整数，0 为任选');
}

const isPort = (text: string): boolean => /^\d{1,5}$/u.test(text) && Number(text) <= 65535;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from `env`; relative data folders are below `workingDir`.
 * Throws one `AppError` that lists every mistake.
 */
export function readConfig(env: Environment = process.env, workingDir: string = process.cwd()): HubConfig {
  const mistakes: string[] = [];
  const text = (name: string, fallback: string): string => env[name]?.trim() || fallback;
  const check = (ok: boolean, message: string): void => {
    if (!ok) mistakes.push(message);
  };

  const port = text('HUB_PORT', '3100');
  check(isPort(port), 'HUB_PORT 应为 0–65535 的整数');
  const management = env.HUB_MANAGEMENT_PORT?.trim() || undefined;
  check(management === undefined || isPort(management), 'HUB_MANAGEMENT_PORT 应为 0–65535 的整数');
  const division = text('HUB_DIVISION', '990101');
  check(/^\d{6}$/u.test(division), 'HUB_DIVISION 应为六位行政区划代码');
  const submittedBy = text('HUB_SUBMITTED_BY', '本机报送人');
  const approvedBy = text('HUB_APPROVED_BY', '本机审核人');
  check(submittedBy !== approvedBy, 'HUB_SUBMITTED_BY 与 HUB_APPROVED_BY 应为两个不同的人');
  const linkLimit = text('HUB_LINK_LIMIT', '50000');
  check(/^\d{1,9}$/u.test(linkLimit), 'HUB_LINK_LIMIT 应为非负整数（条）');
  const url = env.HUB_URL?.trim() || undefined;
  check(url === undefined || URL.canParse(url), 'HUB_URL 应为网址，例如 http://127.0.0.1:3100');
  const broker = readBroker(text, check);
  const database = serverOf(env, (message) => mistakes.push(message));
  if (mistakes.length > 0) {
    throw new AppError('E-CONFIG', 'invalid', `配置有误：${mistakes.join('；')}`, '改正环境变量后重试');
  }

  const dataDir = text('HUB_DATA', 'data');
  return {
    dataDir: isAbsolute(dataDir) ? dataDir : resolve(workingDir, dataDir),
    port: Number(port),
    host: text('HUB_HOST', '127.0.0.1'),
    ...(management === undefined ? {} : { managementPort: Number(management) }),
    division,
    submittedBy,
    approvedBy,
    ...(database ? { database } : {}),
    linkLimit: Number(linkLimit),
    ...(url ? { url } : {}),
    ...(env.HUB_KEY?.trim() ? { key: env.HUB_KEY.trim() } : {}),
    ...(env.HUB_SIGNING_KEY?.trim() ? { signingKey: env.HUB_SIGNING_KEY.trim() } : {}),
    office: text('HUB_OFFICE', '中共青禾区委巡察工作领导小组办公室'),
    contact: text('HUB_CONTACT', '区委巡察办综合科'),
    ...(broker ? { broker } : {}),
  };
}

/** The database server that the environment names, or nothing. */
function serverOf(env: Environment, mistake: (message: string) => void): DatabaseServer | undefined {
  const url = env.HUB_DATABASE?.trim();
  if (!url) return undefined;
  return databaseServer(
    {
      url,
      pool: env.HUB_DATABASE_POOL?.trim() || '10',
      tls: env.HUB_DATABASE_TLS?.trim() || undefined,
      caFile: env.HUB_DATABASE_CA?.trim() || undefined,
    },
    mistake,
  );
}

/**
 * URL of the server on which tests make databases of their own (`HUB_TEST_DATABASE`); absent: they run on SQLite.
 * Its user must be allowed to create databases whose names begin with the one in the URL.
 */
export const testServerUrl = (env: Environment = process.env): string | undefined =>
  env.HUB_TEST_DATABASE?.trim() || undefined;
