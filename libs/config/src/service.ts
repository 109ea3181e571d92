import { join } from 'node:path';
import { AppError } from '#libs/kernel';
import type { BrokerConfig } from './broker.js';
import { type HubConfig, readConfig } from './config.js';

/** What a service of the distributed hub needs beside the common settings. */
export interface ServiceConfig extends HubConfig {
  broker: BrokerConfig;
  /** Folder of the public keys of those who may send to an adapter, `<key id>.pem` (`HUB_SIGNING_KEYS`). */
  signingKeys: string;
  /** Milliseconds without a sign of life after which a process counts as dead and others take over its part (`HUB_TAKEOVER_MS`). */
  takeoverMs: number;
}

/** Shortest and longest that a broker's own settings allow for a consumer, and what is usual. */
const TAKEOVER_MS = { least: 6000, most: 300_000, usual: 30_000 };

/** The settings of a service. @throws AppError `E-CONFIG` with every mistake */
export function readServiceConfig(env: NodeJS.ProcessEnv = process.env): ServiceConfig {
  const config = readConfig(env);
  const { broker } = config;
  if (!broker) {
    throw new AppError(
      'E-CONFIG',
      'invalid',
      '配置有误：服务之间经 Kafka 传递，缺少 HUB_KAFKA',
      '设置 HUB_KAFKA=主机:端口',
    );
  }
  const takeoverMs = Number(env.HUB_TAKEOVER_MS?.trim() || TAKEOVER_MS.usual);
  if (!Number.isInteger(takeoverMs) || takeoverMs < TAKEOVER_MS.least || takeoverMs > TAKEOVER_MS.most) {
    const range = `${TAKEOVER_MS.least}–${TAKEOVER_MS.most}`;
    throw new AppError('E-CONFIG', 'invalid', `配置有误：HUB_TAKEOVER_MS 应为 ${range} 的整数`, '改正环境变量后重试');
  }
  const signingKeys = env.HUB_SIGNING_KEYS?.trim() || join(config.dataDir, 'signing-keys');
  return { ...config, broker, signingKeys, takeoverMs };
}
