import type { Command } from 'commander';
import { writeKeyPair } from '#libs/security';
import type { CommandContext } from '../terminal.js';

export function addKey(program: Command, { terminal }: CommandContext): void {
  const key = program.command('key').description('报送签名密钥 / keys for signing deliveries');
  key
    .command('create <keyId>')
    .description('生成一对密钥：私钥留在报送单位，公钥放进适配器的公钥文件夹 / make a pair of keys')
    .option('--out <folder>', '写到哪里 / where to write', '.')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((keyId: string, options: { out: string; json?: boolean }) => {
      const files = writeKeyPair(options.out, keyId);
      if (options.json) terminal.out(`${JSON.stringify({ keyId, ...files })}\n`);
      else
        terminal.out(
          `私钥 ${files.privateFile}（只留在报送单位，设 HUB_SIGNING_KEY 指向它）\n公钥 ${files.publicFile}（交给适配器，放进 HUB_SIGNING_KEYS 文件夹）\n`,
        );
    });
}
