import type { Command } from 'commander';
import { clueTopic, MATTER_APPROVED_TOPIC, solicitationTopic } from '#libs/contracts';
import { DEPARTMENTS } from '#libs/embedded';
import { AppError } from '#libs/kernel';
import type { CommandContext } from '../terminal.js';

/** Every topic between the services. */
const TOPICS: readonly string[] = [
  ...DEPARTMENTS.flatMap(({ code }) => [clueTopic(code), solicitationTopic(code)]),
  MATTER_APPROVED_TOPIC,
];

export function addTopics(program: Command, context: CommandContext): void {
  const topics = program.command('topics').description('Kafka 主题 / topics of the broker');
  topics
    .command('create')
    .description(
      '建立缺少的主题，并按 HUB_KAFKA_* 设定保留天数等；需管理员账号 / make what is missing, with settings as configured',
    )
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((options: { json?: boolean }) => create(context, options));
}

async function create(context: CommandContext, options: { json?: boolean }): Promise<void> {
  const { broker } = context.config();
  if (!broker) throw new AppError('E-CONFIG', 'invalid', '没有指明 Kafka', '设置 HUB_KAFKA 和管理员的 HUB_KAFKA_USER');
  // The broker's client is loaded by those alone who need it.
  const { ensureTopics } = await import('#libs/messaging-kafka');
  const { created } = await ensureTopics(broker, TOPICS);
  const { out } = context.terminal;
  if (options.json) out(`${JSON.stringify({ created, topics: TOPICS })}\n`);
  else out(created.length > 0 ? `已建立：${created.join('、')}\n` : `${TOPICS.length} 个主题都在，设定已更新\n`);
}
