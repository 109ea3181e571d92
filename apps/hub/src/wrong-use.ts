import type { CommanderError } from 'commander';
import type { Failure } from './terminal.js';

/** What the library says in English, by its code: the part that names the culprit, and our words for it. */
const WORDS: Readonly<Record<string, (named: string) => string>> = {
  'commander.unknownCommand': (named) => `没有这个命令：${named}`,
  'commander.unknownOption': (named) => `没有这个选项：${named}`,
  'commander.excessArguments': () => '参数太多',
  'commander.missingArgument': (named) => `缺少参数：${named}`,
  'commander.optionMissingArgument': (named) => `选项后面缺少值：${named}`,
  'commander.missingMandatoryOptionValue': (named) => `缺少必填选项：${named}`,
  'commander.invalidArgument': (named) => `不能用这个值：${named}`,
  'commander.conflictingOption': (named) => `选项不能同时使用：${named}`,
  'commander.help': () => '没有写命令',
};

const REMEDY = '在命令后加 --help 查看用法';

/** A mistake in how a command was typed, in Chinese. */
export function wrongUse({ code, message }: Pick<CommanderError, 'code' | 'message'>): Failure {
  const named = /'([^']*)'/u.exec(message)?.[1] ?? '';
  const allowed = /Allowed choices are (.*)\./u.exec(message)?.[1];
  const near = /Did you mean (?:one of )?(.*)\?/u.exec(message)?.[1];
  const remedy = allowed
    ? `可用的值：${allowed.replaceAll(', ', '、')}`
    : near
      ? `是否要写 ${near}？${REMEDY}`
      : REMEDY;
  return { code: 'E-USAGE', message: WORDS[code]?.(named) ?? '命令写法有误', remedy };
}
