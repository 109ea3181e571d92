import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory, Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { HubConfig } from '#libs/config';
import { AppError } from '#libs/kernel';
import { type Check, HubMetrics, Log, NestLog, Readiness, type StopStep, startManagement } from '#libs/observability';
import type { Database } from '#libs/persistence';
import { issueMissingKeys } from '#libs/security';
import { KeyGuard, type Signatures } from './key.guard.js';
import { type HttpLimits, limitRequests, limitServer } from './limits.js';
import { observed } from './observed.js';
import { OpenApiController, openApiDocument } from './open-api.js';
import { ProblemFilter } from './problem.filter.js';

const LOOPBACK = '127.0.0.1';

/** Doors of a process and what stands behind them. */
export interface HttpParts {
  title: string;
  controllers: Type<unknown>[];
  imports?: DynamicModule[];
  db: Database;
  /** Key holders of these doors: a key is made for each that has none. */
  holders: readonly string[];
  port: number;
  /** Address to listen at; loopback unless given. */
  host?: string;
  /** Loopback needs no key. */
  insecureLocal: boolean;
  /** Requests are known by their signature instead of a key. */
  signatures?: Signatures;
  /** Moment at which keys are made, ISO 8601. */
  at: string;
  /** What a connection may cost; by default `HTTP_LIMITS`. */
  limits?: HttpLimits;
  /** What the operator sees of this process; by default a log only. */
  log?: Log;
  metrics?: HubMetrics;
  readiness?: Readiness;
  /** Port of metrics and health; without it there is none. */
  managementPort?: number;
  /** Ends what stands behind the doors, once no request is left. */
  closed?: () => Promise<void>;
}

/** A running server. */
export interface HttpApp {
  url: string;
  /** Keys made at this start, in clear once. */
  keys: { holder: string; key: string }[];
  /** Chinese lines for the operator: address, document, new keys. */
  greeting: string;
  close(): Promise<void>;
  /** The same in its parts, for a process that is asked to end. */
  stopSteps: StopStep[];
  log: Log;
  /** Address of metrics and health, where there is one. */
  managementUrl?: string;
}

@Module({})
class HttpModule {
  static of(parts: HttpParts): DynamicModule {
    return {
      module: HttpModule,
      imports: parts.imports ?? [],
      controllers: [...parts.controllers, OpenApiController],
      providers: [
        { provide: APP_FILTER, useFactory: () => new ProblemFilter(parts.log) },
        {
          provide: APP_GUARD,
          inject: [Reflector],
          useFactory: (reflector: Reflector) =>
            new KeyGuard(reflector, parts.db, parts.insecureLocal, parts.signatures),
        },
      ],
    };
  }
}

/** The OpenAPI document of these doors, without a database and without listening. */
export async function openApiOf(
  parts: Omit<HttpParts, 'db' | 'port' | 'at' | 'holders' | 'insecureLocal' | 'closed'>,
): Promise<object> {
  const preview = { ...parts, db: undefined as never, port: 0, at: '', holders: [], insecureLocal: false };
  const app = await NestFactory.create<NestExpressApplication>(HttpModule.of(preview), {
    preview: true,
    logger: false,
  });
  return openApiDocument(app, parts.title);
}

/**
 * Starts the doors with the rules of the house: keys, problem+json, OpenAPI, no body parsing before a door asks for it.
 * What stands behind them is closed when they cannot open, so that the process can end.
 */
export async function startHttp(parts: HttpParts): Promise<HttpApp> {
  try {
    return await opened(parts);
  } catch (error) {
    await parts.closed?.();
    throw error;
  }
}

async function opened(parts: HttpParts): Promise<HttpApp> {
  const keys = await parts.db.transaction((statements) => issueMissingKeys(statements, parts.holders, parts.at));
  const { log = new Log('http'), metrics = new HubMetrics(), readiness = new Readiness() } = parts;
  let stopping = false;
  const app = await NestFactory.create<NestExpressApplication>(HttpModule.of({ ...parts, log }), {
    logger: new NestLog(log),
    bodyParser: false,
  });
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  limitServer(app.getHttpServer(), parts.limits);
  app.use(observed(log, metrics, () => stopping));
  app.use(limitRequests(parts.limits));
  OpenApiController.document = openApiDocument(app, parts.title);
  await app.listen(parts.port, parts.host ?? LOOPBACK);
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  const management =
    parts.managementPort === undefined
      ? undefined
      : await startManagement({ host: parts.host ?? LOOPBACK, port: parts.managementPort }, readiness, metrics, log);
  const steps: StopStep[] = [
    { name: 'readiness', run: () => readiness.stop() },
    {
      name: 'doors',
      run: async () => {
        stopping = true;
        await drained(app);
      },
    },
    { name: 'behind', run: async () => parts.closed?.() },
    { name: 'management', run: async () => management?.close() },
  ];
  const close = async (): Promise<void> => {
    for (const { run } of steps) await run();
  };
  return {
    url,
    keys,
    greeting: greeting(url, keys, parts.insecureLocal),
    close,
    stopSteps: steps,
    log,
    ...(management ? { managementUrl: management.url } : {}),
  };
}

/** Takes no new connection and waits for the requests under way; a connection that has become idle is closed at once. */
async function drained(app: NestExpressApplication): Promise<void> {
  const server = app.getHttpServer();
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  await app.close().finally(() => clearInterval(idle));
}

/** What the operator gets of a service: its log, its metrics, and readiness by its database, the shape of it, and `more`. */
export function operated(
  service: string,
  config: Pick<HubConfig, 'managementPort'>,
  db: Database,
  metrics: HubMetrics,
  more: readonly Check[] = [],
): Required<Pick<HttpParts, 'log' | 'metrics' | 'readiness'>> & Pick<HttpParts, 'managementPort'> {
  const log = new Log(service);
  const database = { name: 'database', run: () => db.read((statements) => statements.query('SELECT 1')) };
  const migrations = {
    name: 'migrations',
    run: async () => {
      const [name] = await db.pending();
      if (name)
        throw new AppError('E-DB-SCHEMA', 'transient', '数据库结构比程序旧', '重启该服务，或执行 hub migrate up');
    },
  };
  const { managementPort } = config;
  const readiness = new Readiness([database, migrations, ...more], log);
  return { log, metrics, readiness, ...(managementPort === undefined ? {} : { managementPort }) };
}

function greeting(url: string, keys: HttpApp['keys'], insecureLocal: boolean): string {
  const lines = [`服务已启动：${url}`, `接口文档：${url}/openapi.json`];
  if (insecureLocal) lines.push('注意：本机回环地址免密钥（--insecure-local），只用于试用。');
  if (keys.length > 0) {
    lines.push('已生成密钥，只显示这一次，请分发后妥善保存：');
    for (const { holder, key } of keys) lines.push(`  ${holder.padEnd(22)} ${key}`);
  }
  return `${lines.join('\n')}\n`;
}
