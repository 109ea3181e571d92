import { cloudEventType, SCHEMA_VERSION, schemaPath } from './event.js';
import { SOLICITATION_SCHEMA_PATH } from './solicitation.js';
import { clueTopic, type DepartmentCode, EVENT_TYPES, type EventType, solicitationTopic } from './vocabulary.js';

type Part = Record<string, unknown>;

/** A department as the document names it. */
export interface Channelled {
  code: DepartmentCode;
  /** Middle of the topics' names. */
  name: string;
  /** Chinese name. */
  label: string;
}

const SOLICITATION = 'SOLICITATION_ISSUED';

/** Messages are JSON Schema files of their own, made from the same classes that validate. */
const message = (title: string, type: string, path: string, keyed: string): Part => ({
  name: type,
  title,
  contentType: 'application/cloudevents+json',
  headers: {
    type: 'object',
    properties: { id: { type: 'string', format: 'uuid', description: 'Id of the event. Nothing is routed by it.' } },
  },
  payload: { schemaFormat: 'application/schema+json;version=2020-12', schema: { $ref: `./${path}` } },
  bindings: { kafka: { key: { type: 'string', description: keyed }, bindingVersion: '0.5.0' } },
});

const reference = (kind: string, name: string): Part => ({ $ref: `#/components/${kind}/${name}` });

function channel(address: string, description: string, messages: readonly string[]): Part {
  return {
    address,
    description,
    messages: Object.fromEntries(messages.map((name) => [name, reference('messages', name)])),
    bindings: {
      kafka: {
        topic: address,
        // The longest that a topic may keep messages; each deployment may keep them shorter.
        topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': 14 * 86_400_000 },
        bindingVersion: '0.5.0',
      },
    },
  };
}

const operation = (action: 'send' | 'receive', address: string, summary: string): Part => ({
  action,
  channel: { $ref: `#/channels/${address}` },
  summary,
});

/** AsyncAPI 3 document of the topics between the departments' adapters and the aggregator, from the aggregator's side. */
export function asyncApi(departments: readonly Channelled[]): Part {
  const channels: Part = {};
  const operations: Part = {};
  for (const { code, name, label } of departments) {
    const [clues, letters] = [clueTopic(code), solicitationTopic(code)];
    channels[clues] = channel(clues, `${label}报送；只有该部门的适配器可写`, EVENT_TYPES);
    channels[letters] = channel(letters, `发给${label}的征集函；只有该部门的适配器可读`, [SOLICITATION]);
    operations[`receive-clues-${name}`] = operation('receive', clues, `接收${label}报送的事件，重复送达只生效一次`);
    operations[`send-solicitation-${name}`] = operation('send', letters, `向${label}发征集函`);
  }
  const events = EVENT_TYPES.map((type: EventType): [string, Part] => [
    type,
    message(type, cloudEventType(type), schemaPath(type), 'Id of the source record: its versions keep their order.'),
  ]);
  const letter = message(
    SOLICITATION,
    'clue-hub.solicitation-issued.v1',
    SOLICITATION_SCHEMA_PATH,
    'Id of the solicitation.',
  );
  return {
    asyncapi: '3.0.0',
    info: {
      title: '巡前线索汇集枢纽',
      version: SCHEMA_VERSION,
      description:
        '部门适配器与汇总服务之间的主题。至少送达一次；同一来源记录保持次序；接收方按事件编号去重。小版本只增加，其他改动换主题名。',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/cloudevents+json',
    servers: {
      kafka: {
        host: '{host}',
        protocol: 'kafka-secure',
        description: '主机和端口见 HUB_KAFKA；账号限于本部门的主题',
        variables: { host: { default: 'kafka:9092' } },
        security: [reference('securitySchemes', 'scram')],
      },
    },
    channels,
    operations,
    components: {
      messages: Object.fromEntries([...events, [SOLICITATION, letter]]),
      securitySchemes: { scram: { type: 'scramSha512' } },
    },
  };
}
