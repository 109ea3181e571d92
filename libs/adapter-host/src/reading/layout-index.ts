import type { Column, Layout } from '#libs/contracts';
import { cleanText } from '#libs/text';

/** What a header cell (or a JSON member) turned out to be. */
export type Meaning =
  | { is: 'column'; column: Column; unit?: string }
  | { is: 'denied'; kind: string }
  | { is: 'unknown'; header: string };

/** Header names in the form in which they are compared: no blanks, line breaks, stars or colons; brackets half width; lower case. */
export function headerKey(header: string): string {
  return cleanText(header)
    .replace(/[\s*＊:：]+/gu, '')
    .replaceAll('（', '(')
    .replaceAll('）', ')')
    .replace(/[〔［【[]/g, '(')
    .replace(/[〕］】\]]/g, ')')
    .toLowerCase();
}

/** The header without what stands in brackets (also one that is never closed: `收缴涉案金额（0`). */
const withoutBrackets = (key: string): string => key.replace(/\([^()]*(\)|$)/g, '');

const unitIn = (key: string): string | undefined => /(亿元|万元|千元|元)/.exec(/\(([^()]*)/.exec(key)?.[1] ?? '')?.[1];

const INFORMANT = /(?:举报|反映|信访|投诉|控告|检举|申诉|上访|来信|来访|联名|署名)人(?![数次])/u;
const REPORTED = /被(?:举报|反映|信访|投诉|控告|检举)/u;

/** Whether a header speaks of the one who wrote, by words that no layout foresaw. */
const ofInformant = (key: string): boolean =>
  INFORMANT.test(key) && !REPORTED.test(key) && !/数|次|类|是否|名义/u.test(key);

/** A layout prepared for look-up by header. */
export class LayoutIndex {
  private readonly columns = new Map<string, Column>();
  private readonly signatures: ReadonlySet<string>;
  private readonly known = new Map<string, Meaning>();
  readonly required: readonly Column[];

  constructor(readonly layout: Layout) {
    for (const column of layout.columns)
      for (const name of [column.field, ...column.headers]) {
        const key = headerKey(name);
        if (!this.columns.has(key)) this.columns.set(key, column);
      }
    for (const column of layout.columns)
      for (const name of column.headers) {
        const key = withoutBrackets(headerKey(name));
        if (key !== '' && !this.columns.has(key)) this.columns.set(key, column);
      }
    for (const column of layout.columns) if (column.type === 'amount') this.addUnit(column);
    const fields = new Set(layout.columns.map((column) => column.field));
    this.signatures = new Set(
      layout.signature.map((name) => (fields.has(name) ? name : (this.columns.get(headerKey(name))?.field ?? ''))),
    );
    this.required = layout.columns.filter((column) => column.required === true);
  }

  /** `amountUnit` beside `amount`, where the layout has no such column of its own. */
  private addUnit(amount: Column): void {
    const field = `${amount.field}Unit`;
    const key = headerKey(field);
    if (!this.columns.has(key)) this.columns.set(key, { field, headers: [field], type: 'text' });
  }

  /** What `header` means here. `denied` comes before all columns. Answers are kept: a stream asks the same names again and again. */
  meaning(header: string): Meaning {
    const seen = this.known.get(header);
    if (seen) return seen;
    const meaning = this.judge(header);
    if (this.known.size < 5000) this.known.set(header, meaning);
    return meaning;
  }

  private judge(header: string): Meaning {
    const key = headerKey(header);
    const clean = cleanText(header);
    const denied = this.layout.denied?.find(({ pattern }) => matches(pattern, clean) || matches(pattern, key));
    if (denied) return { is: 'denied', kind: denied.kind };
    const exact = this.columns.get(key);
    // 单位（举报人）, or 单位 below 举报人信息, is not the unit that is reported.
    if (!exact && ofInformant(key)) return { is: 'denied', kind: 'informantOther' };
    const column = exact ?? this.columns.get(withoutBrackets(key));
    if (!column || key === '') return { is: 'unknown', header: clean };
    const unit = column.type === 'amount' ? unitIn(key) : undefined;
    return unit === undefined ? { is: 'column', column } : { is: 'column', column, unit };
  }

  isSignature(field: string): boolean {
    return this.signatures.has(field);
  }

  get hasSignature(): boolean {
    return this.layout.signature.length > 0;
  }
}

/** A pattern of a layout, whatever its flags and last position. */
function matches(pattern: RegExp, text: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(text);
}
