import { noRows, type ReceiptItem, type ReceiptSummary } from '#libs/adapter-host';
import { departmentNamed } from '#libs/embedded';
import { printReceipt } from './receipt-table.js';

const petition = departmentNamed('petition');

const item = (more: Partial<ReceiptItem>): ReceiptItem => ({
  row: 2,
  outcome: 'invalid',
  findings: [],
  missing: [],
  cut: {},
  ...more,
});

function shown(items: ReceiptItem[], more: Partial<Parameters<typeof printReceipt>[2]> = {}): string {
  let text = '';
  const out = (part: string): void => {
    text += part;
  };
  const summary: ReceiptSummary = {
    department: 'PET',
    receiptId: 'R',
    submittedBy: '甲',
    approvedBy: '乙',
    namesFromConfiguration: false,
    dryRun: false,
    rows: { ...noRows(), received: items.length, invalid: items.length },
    records: { new: 0, newVersion: 0, unchanged: 0 },
    sheets: [],
    cut: {},
    skipped: [],
  };
  const terminal = { out, err: out, drained: async () => undefined, interactive: false };
  printReceipt(terminal, petition, { ...summary, annotated: null, ...more }, items);
  return text;
}

test('a finding names its column as the department writes it, or the whole record', () => {
  const ofField = { code: 'E-DATE', field: 'petitionNo', message: '不是编号' };
  const ofRecord = { code: 'E-DATE', message: '两项都为空' };
  expect(shown([item({ findings: [ofField] })])).toMatch(/信访件编号：不是编号/u);
  expect(shown([item({ findings: [ofRecord] })])).toContain('整条：两项都为空');
  expect(shown([item({ outcome: 'refused', findings: [ofRecord] })])).not.toContain('整条');
});

test('a deferred linking is said with how many wait and what to do', () => {
  const linking = { linkedAt: null, pending: 7, records: 9, limit: 8, deferred: true };
  const text = shown([], { linking }).replace(/\n +/gu, '');
  expect(text).toContain('已收 9 条，超过 HUB_LINK_LIMIT（8 条），关联暂缓，其中 7 条尚未归并');
  expect(text).toContain('npm run hub -- link');
  expect(shown([], { linking: { ...linking, deferred: false } })).not.toContain('暂缓');
});
