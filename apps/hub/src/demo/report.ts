import Table from 'cli-table3';
import { shorten } from '../receipt-table.js';
import type { Terminal } from '../terminal.js';
import type { DemoTarget } from './documents.js';

/** What became of the files of one department. */
export interface DepartmentResult {
  code: string;
  label: string;
  files: number;
  received: number;
  accepted: number;
  refused: number;
  invalid: number;
  skipped: number;
  /** Codes of rows that were not accepted, and of files that were refused. */
  problems: string[];
}

const STYLE = { head: [], border: [], compact: true };

/** One line a department, and what kinds of rows were not accepted. */
export function printDepartments(terminal: Terminal, results: readonly DepartmentResult[]): void {
  const table = new Table({
    head: ['部门', '文件', '收到', '已收', '拒收', '有误', '跳过', '未收的原因'],
    colWidths: [6, 6, 6, 6, 6, 6, 6, 29],
    wordWrap: true,
    style: STYLE,
  });
  for (const { label, files, received, accepted, refused, invalid, skipped, problems } of results) {
    const counts = new Map<string, number>();
    for (const code of problems) counts.set(code, (counts.get(code) ?? 0) + 1);
    const reasons = [...counts].map(([code, count]) => (count > 1 ? `${code}×${count}` : code));
    table.push([label, files, received, accepted, refused, invalid, skipped, reasons.join(' ')]);
  }
  terminal.out(`一、五个部门的文件（收到 = 已收 + 拒收 + 有误）\n${table.toString()}\n\n二、巡察对象\n`);
}

/** The matters of one inspected unit in the order of its packet. */
export function printTarget(terminal: Terminal, target: DemoTarget): void {
  const { unitName, records, matters, duplicateRate, grades } = target;
  const counts = Object.entries(grades).map(([grade, count]) => `${grade}${count}`);
  terminal.out(
    `${unitName}\n  记录 ${records} 条 → 事项 ${matters} 个，重复率 ${duplicateRate}%，等级 ${counts.join(' ')}\n`,
  );
  const table = new Table({
    head: ['序', '事项', '可查性', '重要性', '来源'],
    colWidths: [4, 48, 8, 8, 6],
    style: STYLE,
  });
  for (const { no, title, checkability, severity, independentOrigins } of target.items)
    table.push([no, shorten(title, 45), checkability, severity, independentOrigins]);
  terminal.out(`${table.toString()}\n`);
}

/** Where the documents lie and what to do next. */
export function printNext(dataDir: string, folder: string, files: number): string {
  return [
    '',
    `三、材料 ${files} 份（组长版 leader、组员版 member、通报会版 meeting）：`,
    `  ${folder}`,
    '',
    '接着可以：',
    '  npm run hub -- import discipline samples/discipline/检举控告登记表.xlsx',
    '      在自己的数据目录里导入一个文件，看逐行回执和错误标注',
    `  HUB_DATA=${dataDir} npm run hub -- matters`,
    '      看记录怎样归并成事项',
    `  HUB_DATA=${dataDir} npm run hub -- serve --insecure-local`,
    '      启动服务，接口文档在 /openapi.json',
    '',
  ].join('\n');
}
