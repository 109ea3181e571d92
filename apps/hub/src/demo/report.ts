import { relative } from 'node:path';
import Table from 'cli-table3';
import { cutText } from '../cut-labels.js';
import { shorten, wrap } from '../receipt-table.js';
import type { Terminal } from '../terminal.js';
import type { DemoTarget } from './documents.js';
import type { DepartmentResult, LeftOut } from './imports.js';

const STYLE = { head: [], border: [], compact: true };
const WIDTH = 80;

const OUTCOMES: Record<LeftOut['outcome'], string> = { refused: '拒收', invalid: '有误', file: '拒收' };

/** What is about to happen. `asOf` is the day on which the samples stand. */
export function printStart(terminal: Terminal, samples: string, asOf: string | undefined): void {
  terminal.out(`演示：${samples} 里的部门文件 → 回执 → 事项 → 巡前汇总材料${asOf ? `（数据截止 ${asOf}）` : ''}\n\n`);
}

/** One line a department, what was cut by kind and count, then every row that was not accepted with its reason. */
export function printDepartments(terminal: Terminal, results: readonly DepartmentResult[]): void {
  const table = new Table({
    head: ['部门', '文件', '收到', '已收', '拒收', '有误', '跳过'],
    colWidths: [10, 9, 9, 9, 9, 9, 9],
    style: STYLE,
  });
  for (const { label, files, received, accepted, refused, invalid, skipped } of results)
    table.push([label, files, received, accepted, refused, invalid, skipped]);
  terminal.out(`一、各部门的文件（收到 = 已收 + 拒收 + 有误；合计、制表人等行跳过）\n${table.toString()}\n`);
  for (const { label, cut } of results)
    if (Object.keys(cut).length > 0) terminal.out(`${wrap(`  ${label} 入库前已去除：${cutText(cut)}`, WIDTH)}\n`);
  const leftOut = results.flatMap((result) => result.leftOut);
  if (leftOut.length > 0) terminal.out('  未收的行（其余照常收下，改正后重新导入整个文件即可）：\n');
  for (const { label, place, outcome, message } of leftOut)
    terminal.out(`${shorten(`  ${label} ${place} ${OUTCOMES[outcome]}：${message}`, WIDTH)}\n`);
  terminal.out('\n二、巡察对象\n');
}

/** The matters of one inspected unit in the order of its packet. */
export function printTarget(terminal: Terminal, target: DemoTarget): void {
  const { unitName, records, matters, duplicateRate, grades } = target;
  const counts = Object.entries(grades).map(([grade, count]) => `${grade}${count}`);
  terminal.out(`${unitName}：记录 ${records} 条 → 事项 ${matters} 个，重复率 ${duplicateRate}%，${counts.join(' ')}\n`);
  const table = new Table({
    head: ['序', '事项', '可查性', '重要性', '来源'],
    colWidths: [4, 48, 8, 8, 6],
    style: STYLE,
  });
  for (const { no, title, checkability, severity, independentOrigins } of target.items)
    table.push([no, shorten(title, 45), checkability, severity, independentOrigins]);
  terminal.out(`${table.toString()}\n`);
  const counted = matters - target.items.length;
  if (counted > 0) terminal.out(`  另有 ${counted} 个事项已核查了结或只作统计，不在上表列示\n`);
}

/** Where the documents lie and what to do next. */
export function printNext(terminal: Terminal, dataDir: string, documents: readonly string[]): void {
  const data = shown(dataDir);
  const lines = [
    '',
    `三、材料 ${documents.length} 份：组长版、组员版、通报会版，各有 Word 和 JSON`,
    `  ${data}/documents`,
    '',
    '接着可以（看逐行回执、归并结果，启动服务；接口文档在 /openapi.json）：',
    `  HUB_DATA=${data} npm run hub -- import audit 自己的文件.xlsx`,
    `  HUB_DATA=${data} npm run hub -- matters --unit 区住建局`,
    `  HUB_DATA=${data} npm run hub -- serve --insecure-local`,
    '',
  ];
  terminal.out(lines.join('\n'));
}

/** A path as short as it can be typed from here. */
function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') || near === '' ? path : near;
}
