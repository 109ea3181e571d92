import { Argument, type Command } from 'commander';
import { checkNames, type ReceiptItem, ReceiptStream } from '#libs/adapter-host';
import { DEPARTMENTS, departmentNamed, importFile } from '#libs/embedded';
import { AppError } from '#libs/kernel';
import { Progress } from '../progress.js';
import { printReceipt, SHOWN_ITEMS } from '../receipt-table.js';
import { importRemotely } from '../remote.js';
import { type CommandContext, ExitCode } from '../terminal.js';
import { writingHub } from '../with-hub.js';

interface Options {
  submittedBy?: string;
  approvedBy?: string;
  dryRun?: boolean;
  json?: boolean;
}

export function addImport(program: Command, context: CommandContext): void {
  program
    .command('import')
    .description('导入一个部门的文件，给出回执 / import a department file, print the receipt')
    .addArgument(new Argument('<department>', '部门 / department').choices(DEPARTMENTS.map(({ name }) => name)))
    .argument('<file>', 'xlsx、xls、csv、zip、json 或 ndjson 文件 / file')
    .option('--submitted-by <name>', '报送人 / who submits')
    .option('--approved-by <name>', '审核人，与报送人不同 / who approves, another person')
    .option('--dry-run', '只检查，不收 / check only')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((name: string, file: string, options: Options) => importCommand(context, name, file, options));
}

async function importCommand(context: CommandContext, name: string, file: string, options: Options): Promise<void> {
  const config = context.config();
  const department = departmentNamed(name);
  const given = options.submittedBy !== undefined || options.approvedBy !== undefined;
  const submittedBy = options.submittedBy ?? config.submittedBy;
  const approvedBy = options.approvedBy ?? config.approvedBy;
  if (given && !(options.submittedBy && options.approvedBy)) {
    throw new AppError('E-APPROVAL', 'invalid', '报送人和审核人要同时给出', '补上 --submitted-by 与 --approved-by');
  }
  checkNames(submittedBy, approvedBy);
  const { terminal } = context;
  if (config.url) {
    context.exit(await importRemotely(config, department, file, { submittedBy, approvedBy, ...options }, terminal));
    return;
  }
  const stream = new ReceiptStream((text) => {
    terminal.out(text);
    return terminal.drained();
  });
  context.endJson = (failure) => stream.fail(failure);
  const shown: ReceiptItem[] = [];
  const bars = {
    read: new Progress(terminal, '读取'),
    delivered: new Progress(terminal, '送达'),
    linked: new Progress(terminal, '归并'),
  };
  const result = await writingHub(context, (hub) =>
    importFile(
      hub,
      department,
      file,
      {
        submittedBy,
        approvedBy,
        namesFromConfiguration: !given,
        dryRun: options.dryRun ?? false,
        read: bars.read.show,
        delivered: bars.delivered.show,
        linked: bars.linked.show,
      },
      (items) => {
        if (options.json) return stream.items(items);
        shown.push(...items.slice(0, SHOWN_ITEMS - shown.length));
      },
    ),
  ).finally(() => {
    for (const bar of Object.values(bars)) bar.end();
  });
  if (options.json) await stream.end(result);
  else printReceipt(terminal, department, result, shown);
  context.exit(result.refusal ? ExitCode.refused : ExitCode.done);
}
