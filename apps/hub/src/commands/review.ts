import { type Command, Option } from 'commander';
import { ACTS, type ActRequest, readAct, readDecidedBy } from '#libs/aggregation';
import { AppError } from '#libs/kernel';
import { actText, itemLines, previewLines, staleLines, wordText } from '../review-text.js';
import type { CommandContext } from '../terminal.js';
import { readingHub, writingHub } from '../with-hub.js';

interface ActOptions {
  records?: string;
  json?: boolean;
}

interface DecideOptions extends ActOptions {
  officer: string;
  second?: string;
  reason: string;
}

interface NextOptions {
  limit: string;
  blind?: boolean;
  secondLook?: string;
  json?: boolean;
}

const JSON_OPTION = ['--json', '标准输出为一个 JSON 对象 / one JSON object on standard output'] as const;
const RECORDS_OPTION = [
  '--records <records>',
  'split：分出去的记录，逗号分隔 / records that leave the matter',
] as const;
const OFFICER_OPTION = ['--officer <name>', '决定人 / who decides'] as const;
const SECOND_OPTION = ['--second <name>', '复核人，与决定人不同 / second officer'] as const;
const REASON_OPTION = ['--reason <text>', '理由 / why'] as const;
const OF = [
  '<of...>',
  '事项编号（可只写开头）或记录（编号、部门代码/编号）/ matters by id or its beginning, records by id or DEPT/number',
] as const;
const ACT = ['<act>', `${ACTS.filter((act) => act !== 'undo').join('|')}`] as const;

export function addReview(program: Command, context: CommandContext): void {
  const review = program
    .command('review')
    .description('复核归并：排队、决定、撤销 / review of linkage: queue, decide, undo');
  review
    .command('next')
    .description('最该看的问题 / the questions most worth asking')
    .option('--limit <n>', '条数 1–50 / how many', '5')
    .option('--blind', '不显示得分和倾向 / hide score and side')
    .option('--second-look <officer>', '只列他人已判、此人未判的 / what others judged and this officer did not')
    .option(...JSON_OPTION)
    .action((options: NextOptions) => next(context, options));
  review
    .command('preview')
    .description('一个决定会改变什么；不写入 / what a decision would change; writes nothing')
    .argument(...ACT)
    .argument(...OF)
    .option(...RECORDS_OPTION)
    .option(...JSON_OPTION)
    .action((act: string, of: string[], options: ActOptions) => preview(context, act, of, options));
  review
    .command('decide')
    .description('作出决定并随即归并 / decide, and link what it changes')
    .argument(...ACT)
    .argument(...OF)
    .option(...RECORDS_OPTION)
    .requiredOption(...OFFICER_OPTION)
    .requiredOption(...REASON_OPTION)
    .option(...SECOND_OPTION)
    .option(...JSON_OPTION)
    .action((act: string, of: string[], options: DecideOptions) => decide(context, act, of, options));
  review
    .command('undo')
    .description('撤销一个决定，回到原来的事项 / take a decision back')
    .argument('<id>', '决定编号，见 history / id of the decision')
    .requiredOption(...OFFICER_OPTION)
    .requiredOption(...REASON_OPTION)
    .option(...SECOND_OPTION)
    .option(...JSON_OPTION)
    .action((id: string, options: DecideOptions) => decide(context, 'undo', [id], options));
  addLists(review, context);
}

function addLists(review: Command, context: CommandContext): void {
  const list = (name: string, description: string, action: (context: CommandContext, json: boolean) => Promise<void>) =>
    review
      .command(name)
      .description(description)
      .addOption(new Option(...JSON_OPTION))
      .action((options: { json?: boolean }) => action(context, options.json === true));
  list('history', '已作的决定，新的在前 / decisions, newest first', history);
  list('conflicts', '相互矛盾、待处理的决定 / decisions that contradict each other', conflicts);
  list('stale', '依据已变、待再核的决定 / decisions whose records changed', stale);
  list('agreement', '人员间一致程度和抽查正确率 / agreement of officers, sampled precision', agreement);
}

const say = (context: CommandContext, lines: readonly string[]): void => context.terminal.out(`${lines.join('\n')}\n`);

const asJson = (context: CommandContext, value: unknown): void => context.terminal.out(`${JSON.stringify(value)}\n`);

const MOST = 50;

async function next(context: CommandContext, options: NextOptions): Promise<void> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
    throw new AppError('E-USAGE', 'invalid', `--limit 应为 1–${MOST} 的整数`);
  const { secondLook, blind = false } = options;
  const query = { limit, blind, ...(secondLook === undefined ? {} : { secondLookOf: secondLook }) };
  const found = await readingHub(context, (hub) => hub.aggregator.review.queue.next(query));
  if (options.json) return asJson(context, found);
  if (found.items.length === 0) return say(context, ['没有待复核的']);
  const lines = found.items.flatMap((item, at) => [...itemLines(item, at + 1), '']);
  say(context, [...lines, `共 ${found.open} 个问题，以上为前 ${found.items.length} 个`]);
}

/** The same rules as at the HTTP door. */
function requestOf(act: string, of: readonly string[], { records }: ActOptions): ActRequest {
  const names = records?.split(/[,，、;；]/u).map((name) => name.trim());
  return readAct({ act, of, ...(names ? { records: names.filter(Boolean) } : {}) });
}

async function preview(context: CommandContext, act: string, of: string[], options: ActOptions): Promise<void> {
  const request = requestOf(act, of, options);
  const found = await readingHub(context, (hub) => hub.aggregator.review.acts.preview(request));
  if (options.json) asJson(context, found);
  else say(context, [...previewLines(found), '（只是预览，未写入）']);
}

async function decide(context: CommandContext, act: string, of: string[], options: DecideOptions): Promise<void> {
  const request = requestOf(act, of, options);
  const { officer, second, reason } = options;
  const by = readDecidedBy({ officer, reason, ...(second === undefined ? {} : { secondOfficer: second }) });
  const done = await writingHub(context, (hub) => hub.aggregator.review.acts.decide(request, by));
  if (options.json) asJson(context, done);
  else say(context, [...previewLines(done), `已写入，决定编号 ${done.actionId}`, '撤销用 hub review undo']);
}

async function history(context: CommandContext, json: boolean): Promise<void> {
  const items = await readingHub(context, (hub) => hub.aggregator.review.acts.history());
  if (json) return asJson(context, { items });
  if (items.length === 0) return say(context, ['还没有决定']);
  say(
    context,
    items.flatMap(({ actionId, act, at, officer, second, undoes }) => [
      `${actionId}  ${at.slice(0, 16)}`,
      `  ${actText(act)}${undoes === undefined ? '' : ` ${undoes}`}；${officer}${second ? `，复核 ${second}` : ''}`,
    ]),
  );
}

const CONFLICTS: Readonly<Record<string, string>> = {
  CANNOT: '认定不同，但有“同一”的链条相连：链条上的决定暂不执行',
  UNSURE: '认定存疑，但有“同一”的链条相连：仍按同一事项处理',
  DISAGREEMENT: '两名人员认定相反：按较后的执行，须商定',
};

async function conflicts(context: CommandContext, json: boolean): Promise<void> {
  const items = await readingHub(context, (hub) => hub.aggregator.review.acts.conflicts());
  if (json) return asJson(context, { items });
  if (items.length === 0) return say(context, ['没有矛盾的决定']);
  say(
    context,
    items.flatMap(({ kind, decisions }) => [
      CONFLICTS[kind] ?? kind,
      ...decisions.flatMap(({ a, b, kind: word, officer, actionId }) => [
        `  ${wordText(word)} ${a}`,
        `    ～ ${b}`,
        `    ${officer}，决定 ${actionId ?? '（早期决定）'}`,
      ]),
    ]),
  );
}

async function stale(context: CommandContext, json: boolean): Promise<void> {
  const items = await readingHub(context, (hub) => hub.aggregator.review.acts.stale());
  if (json) return asJson(context, { items });
  say(context, items.length === 0 ? ['没有待再核的决定'] : items.flatMap(staleLines));
}

async function agreement(context: CommandContext, json: boolean): Promise<void> {
  const found = await readingHub(context, (hub) => hub.aggregator.review.acts.agreement());
  if (json) return asJson(context, found);
  const share = (value: number | null): string => (value === null ? '—' : `${(100 * value).toFixed(1)}%`);
  say(context, [
    ...found.officers.map(
      ({ officers, pairs, equal, kappa }) =>
        `${officers.join(' 与 ')}：共判 ${pairs} 对，相同 ${equal} 对，κ ${kappa === null ? '—' : kappa.toFixed(2)}`,
    ),
    ...(found.officers.length === 0 ? ['还没有两名人员都判过的对'] : []),
    ...found.estimates.map(
      ({ zone, judged, share: value, low, high }) =>
        `${zone === 'AUTO' ? '自动归并' : '未归并'}抽查 ${judged} 对，同一事项占 ${share(value)}（95% 区间 ${share(low)}–${share(high)}）`,
    ),
  ]);
}
