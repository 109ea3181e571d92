import type { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';
import {
  answerQuestions,
  chooseUnit,
  learnFrom,
  loadRegistries,
  openUnitItems,
  readQuestions,
  readText,
  revokeUnitChoice,
  type UnitAnswer,
  type UnitChoice,
} from '#libs/aggregation';
import { appendAudit } from '#libs/security';
import type { CommandContext } from '../terminal.js';
import { readingHub, writingHub } from '../with-hub.js';

const JSON_OPTION = ['--json', '标准输出为一个 JSON 对象 / one JSON object on standard output'] as const;
const OFFICER_OPTION = ['--officer <name>', '决定人 / who decides'] as const;

interface Output {
  json?: boolean;
  csv?: boolean;
}

/** What `units` does besides `import`: names to units, how names are shortened, and the questions that officers answer. */
export function addUnitNames(units: Command, context: CommandContext): void {
  units
    .command('resolve')
    .description(
      '名称对应到单位：每行一个名称，或含 raw、date、division 列的 CSV / names to units: one a line, or CSV with columns raw, date, division',
    )
    .argument('<file>', '文本或 CSV / text or CSV')
    .option('--csv', '输出 CSV / as CSV')
    .option(...JSON_OPTION)
    .action((file: string, options: Output) => resolve(context, file, options));
  units
    .command('learn')
    .description(
      '从“简称,全称”学习本地简称的构成，替换以前所学 / learns from pairs short,full how names are shortened here',
    )
    .argument('<file>', '每行一对 / one pair a line')
    .option(...JSON_OPTION)
    .action((file: string, options: Output) => learn(context, file, options));
  units
    .command('queue')
    .description('列出待人工确认的单位名称和候选单位 / names that wait for an officer, with candidates')
    .option(...JSON_OPTION)
    .action((options: Output) => queue(context, options));
  units
    .command('choose')
    .description('确认待确认的名称指哪个单位，形成有时段的别名 / an officer’s choice, kept as a dated alias')
    .argument('<item>', '待确认项编号 / queue item')
    .argument('<unit>', '单位编号 / unit id')
    .option('--from <date>', '自何日起，默认不限 / first day')
    .option('--to <date>', '至何日止，默认不限 / last day')
    .requiredOption(...OFFICER_OPTION)
    .option(...JSON_OPTION)
    .action((itemId: string, unitId: string, options: Output & Omit<UnitChoice, 'itemId' | 'unitId'>) =>
      choose(context, itemId, unitId, options),
    );
  units
    .command('revoke')
    .description('撤销确认：删除其别名并重新对应 / takes a choice back, with its alias')
    .argument('<decision>', '决定编号 / decision id')
    .requiredOption(...OFFICER_OPTION)
    .option(...JSON_OPTION)
    .action((id: string, options: Output & { officer: string }) => revoke(context, id, options));
}

async function resolve(context: CommandContext, file: string, options: Output): Promise<void> {
  const questions = readQuestions(await readText(file));
  const { answers, names } = await readingHub(context, async (hub) => {
    const { index, units } = await hub.db.read(loadRegistries);
    return {
      answers: answerQuestions(questions, index, hub.config.division),
      names: new Map(units.map(({ unitId, name }) => [unitId, name])),
    };
  });
  const { out } = context.terminal;
  if (options.json) out(`${JSON.stringify({ rows: answers.map(({ raw, match }) => ({ raw, ...match })) })}\n`);
  else if (options.csv) out(stringify(answers.map(csvRow), { header: true, columns: COLUMNS, escape_formulas: true }));
  else {
    for (const { raw, match } of answers) {
      const shown = match.unitId ? [match.unitId] : match.candidates.map(({ unitId }) => unitId);
      const units = shown.map((unitId) => `${unitId} ${names.get(unitId) ?? ''}`.trimEnd()).join('；');
      out(`${match.unitId ? '✓' : '？'} ${raw}\n    ${units || '无候选单位'}\n    ${match.reason}\n`);
    }
    out(`共 ${answers.length} 个名称，已对应 ${answers.filter(({ match }) => match.unitId).length} 个\n`);
  }
}

const COLUMNS = ['raw', 'unitId', 'method', 'confidence', 'candidates'];

const csvRow = ({ raw, match }: UnitAnswer) => ({
  raw,
  unitId: match.unitId ?? '',
  method: match.method,
  confidence: match.confidence,
  candidates: match.candidates.map(({ unitId }) => unitId).join(';'),
});

async function learn(context: CommandContext, file: string, options: Output): Promise<void> {
  const text = await readText(file);
  const report = await writingHub(context, async (hub) => {
    const at = hub.clock.now().toISOString();
    const learned = await hub.db.transaction(async (statements) => {
      const { pairs, skipped } = await learnFrom(statements, text, at);
      const detail = { pairs, skipped: skipped.length };
      await appendAudit(statements, [
        { at, actor: hub.config.submittedBy, action: 'units.learned', objectId: 'abbreviations', detail },
      ]);
      return { pairs, skipped };
    });
    await hub.settle();
    return learned;
  });
  const { out } = context.terminal;
  if (options.json) out(`${JSON.stringify(report)}\n`);
  else {
    out(`已从 ${report.pairs} 对名称学习\n`);
    if (report.skipped.length > 0)
      out(`有 ${report.skipped.length} 行不是简称和全称，未用：第 ${report.skipped.slice(0, 10).join('、')} 行\n`);
  }
}

async function queue(context: CommandContext, options: Output): Promise<void> {
  const items = await readingHub(context, (hub) => hub.db.read(openUnitItems));
  const { out } = context.terminal;
  if (options.json) {
    out(`${JSON.stringify({ items })}\n`);
    return;
  }
  for (const { itemId, raw, candidates } of items) {
    out(`${itemId}  ${raw}\n`);
    for (const { unitId, name } of candidates) out(`    ${unitId}  ${name}\n`);
  }
  out(`待确认 ${items.length} 项\n`);
}

async function choose(
  context: CommandContext,
  itemId: string,
  unitId: string,
  options: Output & Omit<UnitChoice, 'itemId' | 'unitId'>,
): Promise<void> {
  const { from, to, officer } = options;
  const choice = { itemId, unitId, officer, ...(from ? { from } : {}), ...(to ? { to } : {}) };
  const decisionId = await writingHub(context, async (hub) => {
    const at = hub.clock.now().toISOString();
    const id = await hub.db.transaction((statements) => chooseUnit(statements, choice, at));
    await hub.settle();
    return id;
  });
  if (options.json) context.terminal.out(`${JSON.stringify({ decisionId })}\n`);
  else context.terminal.out(`已确认，决定编号 ${decisionId}\n`);
}

async function revoke(context: CommandContext, id: string, options: Output & { officer: string }): Promise<void> {
  await writingHub(context, async (hub) => {
    const at = hub.clock.now().toISOString();
    await hub.db.transaction((statements) => revokeUnitChoice(statements, id, options.officer, at));
    await hub.settle();
  });
  if (options.json) context.terminal.out(`${JSON.stringify({ decisionId: id, state: 'REVOKED' })}\n`);
  else context.terminal.out('已撤销\n');
}
