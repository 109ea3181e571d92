import { join } from 'node:path';
import { AppError } from '#libs/kernel';
import type { BrokerConfig } from './broker.js';
import { type HubConfig, readConfig } from './config.js';

/** What a service of the distributed hub needs beside the common settings. */
export interface ServiceConfig extends HubConfig {
  broker: BrokerConfig;
  /** Folder of the public keys of those who may send to an adapter, `<key id>.pem` (`HUB_SIGNING_KEYS`). */
  signingKeys: string;
}

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
  return { ...config, broker, signingKeys: env.HUB_SIGNING_KEYS?.trim() || join(config.dataDir, 'signing-keys') };
}
