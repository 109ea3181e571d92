import Table from 'cli-table3';
import stringWidth from 'string-width';
import type { ReceiptItem, ReceiptSummary } from '#libs/adapter-host';
import type { LinkStanding } from '#libs/aggregation';
import type { Department } from '#libs/contracts';
import { cutText } from './cut-labels.js';
import type { Terminal } from './terminal.js';

const OUTCOMES: Record<ReceiptItem['outcome'], string> = {
  accepted: '已收',
  newVersion: '新版本',
  duplicate: '重复',
  refused: '拒收',
  invalid: '有误',
};

const WIDTH = 80;
/** Lines that a person is shown; the rest stands in the annotated copy and in `--json`. */
export const SHOWN_ITEMS = 200;
/** Columns of the table's last cell. */
const REMARK_WIDTH = 29;

/** Prints a receipt for a person, at most 80 columns wide. */
export function printReceipt(
  terminal: Terminal,
  department: Department,
  result: ReceiptSummary & { annotated: string | null; annotationFailed?: string; linking?: LinkStanding },
  items: readonly ReceiptItem[],
): void {
  const { out } = terminal;
  if (result.refusal) {
    out(`${department.label}：整份拒收 ${result.refusal.code}\n  ${result.refusal.message}\n`);
    if (result.refusal.remedy) out(`  处理办法：${result.refusal.remedy}\n`);
    return;
  }
  const { rows, records } = result;
  out(`${department.label}回执 ${result.receiptId}\n`);
  out(
    `  收到 ${rows.received} 行：已收 ${rows.accepted}（其中重复 ${rows.duplicate}）、拒收 ${rows.refused}、有误 ${rows.invalid}` +
      `；另跳过 ${rows.skipped} 行\n`,
  );
  out(`  记录：新增 ${records.new}、新版本 ${records.newVersion}、未变 ${records.unchanged}\n`);
  if (result.dryRun) out('  （只检查，未收）\n');
  if (items.length > 0) out(`${itemTable(department, items)}\n`);
  if (rows.received > items.length) out(`  只列出前 ${items.length} 行；全部结果用 --json\n`);
  for (const sheet of result.sheets) {
    if (!sheet.layout) out(`  工作表“${sheet.name}”不是已知表式，未读\n`);
    if (sheet.unknownColumns.length > 0) out(`  不认识的列（未读）：${sheet.unknownColumns.join('、')}\n`);
    if (sheet.hiddenRows > 0) out(`  工作表“${sheet.name}”有隐藏行 ${sheet.hiddenRows} 行，已按普通行读入\n`);
  }
  if (Object.keys(result.cut).length > 0) out(`${wrap(`  入库前已去除：${cutText(result.cut)}`)}\n`);
  if (result.namesFromConfiguration) {
    out(`  报送人“${result.submittedBy}”、审核人“${result.approvedBy}”取自本机配置\n`);
  }
  if (result.linking?.deferred) out(`${wrap(deferral(result.linking))}\n`);
  if (result.annotationFailed) out(`  带错误列的副本没有写成（${result.annotationFailed}），问题见上表\n`);
  if (result.annotated) out(`  带错误列的副本：${result.annotated}\n`);
  if (rows.invalid + rows.refused > 0) out('  改正后重新导入整个文件即可，已收的行不会重复。\n');
}

/** What to do when there are more records than are linked unasked. */
export const deferral = ({ records, pending, limit }: LinkStanding): string =>
  `  已收 ${records} 条，超过 HUB_LINK_LIMIT（${limit} 条），关联暂缓，其中 ${pending} 条尚未归并；` +
  '在内存充足的机器上运行 npm run hub -- link，或调高 HUB_LINK_LIMIT';

function itemTable(department: Department, items: readonly ReceiptItem[]): string {
  const table = new Table({
    head: ['行', '编号', '结果', '可查性', '问题与补充建议'],
    colWidths: [7, 20, 8, 8, 31],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [], compact: true },
  });
  let sheet = '';
  for (const item of items) {
    if (item.sheet && item.sheet !== sheet) table.push([{ colSpan: 5, content: `工作表“${shorten(item.sheet, 60)}”` }]);
    sheet = item.sheet ?? '';
    table.push([
      String(item.row),
      shorten(item.sourceRecordId ?? '', 36),
      OUTCOMES[item.outcome],
      item.checkability ? `${item.checkability.score} ${item.checkability.grade}` : '',
      remarksOf(department, item),
    ]);
  }
  return table.toString();
}

function remarksOf(department: Department, item: ReceiptItem): string {
  const findings = item.findings.map(({ field, message, remedy }) =>
    [
      field ? `${fieldLabel(department, field)}：` : item.outcome === 'invalid' ? '整条：' : '',
      message,
      remedy ? `；${remedy}` : '',
    ].join(''),
  );
  const missing = item.missing.length > 0 ? [`可补充：${item.missing.join('、')}`] : [];
  return [...findings, ...missing].map((line) => wrap(line, REMARK_WIDTH, '')).join('\n');
}

/** The column as the department writes it; a nested field by its outermost column. */
function fieldLabel(department: Department, field: string): string {
  const outer = field.split('.')[0];
  const column = department.layouts.flatMap(({ columns }) => columns).find((each) => each.field === outer);
  return column?.headers[0] ?? field;
}

/** Cuts `text` to `width` columns; Chinese characters take two. */
export function shorten(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let cut = '';
  for (const character of text) {
    if (stringWidth(cut + character) > width - 1) break;
    cut += character;
  }
  return `${cut}…`;
}

/** What is not torn apart at the end of a line: numbers and Latin words, and punctuation with what it follows. */
const UNBREAKABLE = /[\x21-\x7e]+[、，；：。！？）》”]*|.[、，；：。！？）》”]*/gsu;

/** Breaks a line after `width` columns; continued lines begin with `indent`. */
export function wrap(text: string, width = WIDTH, indent = '    '): string {
  const room = width - stringWidth(indent);
  let line = '';
  const lines: string[] = [];
  for (const piece of text.match(UNBREAKABLE) ?? [])
    for (const part of stringWidth(piece) > room ? piece : [piece]) {
      if (stringWidth(line + part) > width) {
        lines.push(line.trimEnd());
        line = indent;
        if (part === ' ') continue;
      }
      line += part;
    }
  return [...lines, line].join('\n');
}
