import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory, Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { departmentDoors, type DoorKeeper } from '#libs/adapter-host';
import { AggregationModule } from '#libs/aggregation';
import type { HubConfig } from '#libs/config';
import { DEPARTMENTS, Hub } from '#libs/embedded';
import { KeyGuard, openApiDocument, OpenApiController, ProblemFilter, useHouseRules } from '#libs/http';
import { WriterLock } from '#libs/persistence';
import { issueMissingKeys } from '#libs/security';

@Module({})
class StandaloneModule {
  static of(hub: Hub, insecureLocal: boolean): DynamicModule {
    const doors = DEPARTMENTS.map((department) => {
      const keeper: DoorKeeper = {
        intake: hub.intake(department),
        idKey: hub.idKey,
        names: hub.config,
        settle: () => hub.settle(),
      };
      return departmentDoors(department, () => keeper);
    });
    return {
      module: StandaloneModule,
      imports: [AggregationModule.caseApi(hub.aggregator)],
      controllers: [...doors, OpenApiController],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        {
          provide: APP_GUARD,
          inject: [Reflector],
          useFactory: (reflector: Reflector) => new KeyGuard(reflector, hub.db, insecureLocal),
        },
      ],
    };
  }
}

/** A running server: what to print, where it listens, how to stop it. */
export interface RunningServer {
  url: string;
  /** Keys made at this first start, in clear once. */
  keys: { holder: string; key: string }[];
  greeting: string;
  stop(): Promise<void>;
}

/** Starts the hub of `config` behind HTTP. It holds the data folder until it stops. */
export async function startServer(config: HubConfig, insecureLocal: boolean): Promise<RunningServer> {
  const lock = await WriterLock.take(config.dataDir, {
    kind: 'serve',
    pid: process.pid,
    url: `http://127.0.0.1:${config.port}`,
  });
  const hub = await Hub.open(config);
  const holders = [...DEPARTMENTS.map(({ name }) => `dept:${name}`), 'office', 'case-system'];
  const at = hub.clock.now().toISOString();
  const keys = await hub.db.transaction((statements) => issueMissingKeys(statements, holders, at));
  const app = await NestFactory.create<NestExpressApplication>(StandaloneModule.of(hub, insecureLocal), {
    logger: ['error', 'fatal'],
    bodyParser: false,
  });
  useHouseRules(app);
  OpenApiController.document = openApiDocument(app, '巡前线索汇集枢纽');
  await app.listen(config.port, '127.0.0.1');
  const url = await app.getUrl();
  return {
    url,
    keys,
    greeting: greeting(url, keys, insecureLocal),
    async stop() {
      await app.close();
      await hub.close();
      lock.release();
    },
  };
}

function greeting(url: string, keys: RunningServer['keys'], insecureLocal: boolean): string {
  const lines = [`服务已启动：${url}`, `接口文档：${url}/openapi.json`];
  if (insecureLocal) lines.push('注意：本机回环地址免密钥（--insecure-local），只用于试用。');
  if (keys.length > 0) {
    lines.push('首次启动，已生成密钥，只显示这一次，请分发后妥善保存：');
    for (const { holder, key } of keys) lines.push(`  ${holder.padEnd(22)} ${key}`);
  }
  return `${lines.join('\n')}\n`;
}
