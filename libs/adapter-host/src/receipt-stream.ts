import type { ReceiptItem, ReceiptSummary } from './receipt.js';

/** Something that takes text bit by bit and says when to wait. */
export type TextSink = (text: string) => Promise<void> | void;

/**
 * Writes a receipt as one JSON object while its items come to be: `{"items":[…],"department":…,"rows":…}`.
 * Memory does not grow with the number of items.
 */
export class ReceiptStream {
  private first = true;

  constructor(private readonly write: TextSink) {}

  async items(items: readonly ReceiptItem[]): Promise<void> {
    const text = items.map((item) => JSON.stringify(item)).join(',\n');
    await this.write(this.first ? `{"items":[\n${text}` : `,\n${text}`);
    this.first = false;
  }

  /** Ends the object with the summary; `more` adds members of the caller's own. */
  async end(summary: ReceiptSummary, more: Record<string, unknown> = {}): Promise<void> {
    const rest = JSON.stringify({ ...summary, ...more }).slice(1);
    await this.write(`${this.first ? '{"items":[' : '\n'}],${rest}\n`);
  }

  /** Ends the object when the delivery was cut short: the items so far stand, with the reason beside them. */
  async fail(error: { code: string; message: string; remedy?: string }): Promise<void> {
    await this.write(`${this.first ? '{"items":[' : '\n'}],"error":${JSON.stringify(error)}}\n`);
  }
}
