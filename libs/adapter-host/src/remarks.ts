import type { ReceiptItem } from './receipt.js';

/** What a person has to mend, by `sheet\u0000row`, as the annotated copy takes it. */
export class Remarks extends Map<string, string> {
  /** Takes the rows that were not accepted. */
  add(lines: readonly ReceiptItem[]): void {
    for (const line of lines) {
      if (line.outcome !== 'invalid' && line.outcome !== 'refused') continue;
      const text = line.findings
        .map(({ message, remedy }) => (remedy ? `${message}（${remedy}）` : message))
        .join('；');
      this.set(`${line.sheet ?? ''}\u0000${line.row}`, text);
    }
  }
}
