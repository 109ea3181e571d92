import { csvRows, readProjectFile } from '#libs/kernel';

/** Currency words, longest first, with their ISO 4217 code. */
const CURRENCIES: readonly (readonly [string, string])[] = [
  ['人民币', 'CNY'],
  ['RMB', 'CNY'],
  ['rmb', 'CNY'],
  ['美元', 'USD'],
  ['美金', 'USD'],
  ['港元', 'HKD'],
  ['港币', 'HKD'],
  ['澳门元', 'MOP'],
  ['澳元', 'AUD'],
  ['加元', 'CAD'],
  ['新台币', 'TWD'],
  ['台币', 'TWD'],
  ['欧元', 'EUR'],
  ['英镑', 'GBP'],
  ['日元', 'JPY'],
  ['日币', 'JPY'],
  ['韩元', 'KRW'],
  ['卢布', 'RUB'],
  ['泰铢', 'THB'],
];
const FOREIGN = CURRENCIES.map(([word]) => word).join('|');

/** 元 of an amount, not of 元旦, 元月, 多元化; 块 of money, not of 两块地. */
const YUAN_WORD =
  '元(?:人民币)?(?![旦化素老宵件朝代勋首帅凶凯])(?!月(?![工租薪供费]))|圆(?!形|满|桌)|块钱|块(?![地牌石砖田玻肉板布儿屏表手车区广荒山菜林草大水小])';
/** What follows a figure and makes it money. */
export const CURRENCY_AFTER = new RegExp(`\\s{0,2}(${FOREIGN}|${YUAN_WORD})`, 'uy');
/** What may stand in front of a figure and makes it money. */
export const CURRENCY_BEFORE = /(人民币|RMB|¥|US\$|HK\$|\$|€|£|美元|港币|欧元)[\s：:]{0,2}$/iu;
const SIGNS: Record<string, string> = { US$: 'USD', $: 'USD', HK$: 'HKD', '€': 'EUR', '£': 'GBP' };

/** ISO 4217 code of a currency word or sign; 元, 块, 圆 are the yuan. */
export function currencyCode(word: string): string {
  const name = word.trim();
  return SIGNS[name.toUpperCase()] ?? CURRENCIES.find(([known]) => known === name)?.[1] ?? 'CNY';
}

let quantity: RegExp | undefined;

/** Sticky expression for a measure or counted thing right after a figure. */
export function quantityAfter(): RegExp {
  if (!quantity) {
    const words = csvRows(readProjectFile('libs/text/data/quantity-words.csv')).flatMap((row) =>
      (row.words ?? '').split(' '),
    );
    const unique = [...new Set(words.filter(Boolean))].sort((a, b) => b.length - a.length);
    quantity = new RegExp(`\\s?(?:多|余|来)?(?:${unique.join('|')})`, 'uy');
  }
  return quantity;
}

/** Match of a sticky expression at a place. */
export function matchAt(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}
