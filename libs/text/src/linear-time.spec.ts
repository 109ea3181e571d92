import { findAmounts, parseAmount } from './amount.js';
import { findDates, parseDate, parseDay } from './date.js';
import { findDocumentNumbers, normalizeDocumentNumber } from './document-number.js';
import { cleanText, isNullMarker, isSameAsAbove, matchingText } from './hygiene.js';
import { checkCitizenId, checkUscc } from './identity-number.js';

const ANCHOR = '2024-03-10';
const HOSTILE = [
  ...[
    '1',
    '2',
    '20',
    '2019',
    '2019年',
    '2019-',
    '年',
    '近',
    '一',
    '十',
    '任',
    '当局',
    '去年',
    '农历',
    '上个',
    '春节前',
    '二○',
  ],
  ...[
    '万',
    '1,',
    '1万.',
    '1-',
    '几',
    '每月',
    '其中1元',
    '合计1万',
    '1万至',
    '共',
    '（',
    '(',
    '（2023）青',
    '青',
    '第',
    '0',
    '合同编号A',
  ],
  ...['审〔2023〕', '《', ' ', '\n', '\u200b', '\u0301', 'Ａ', '\ud83d', '-', '9.9E', '000'],
];

function readAll(text: string): void {
  findAmounts(text);
  parseAmount(text);
  findDates(text, ANCHOR);
  parseDate(text, { anchor: ANCHOR });
  parseDay(text);
  findDocumentNumbers(text);
  normalizeDocumentNumber(text);
  cleanText(text);
  matchingText(text);
  isNullMarker(text);
  isSameAsAbove(text);
  checkUscc(text);
  checkCitizenId(text);
}

/** Best of several runs in milliseconds: what the work takes when nothing else disturbs. */
function bestTime(text: string, runs: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    readAll(text);
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

describe('reading hostile text', () => {
  it.each(HOSTILE)('takes time in proportion to the length of %j repeated', (piece) => {
    const repeated = (length: number): string =>
      `甲${piece.repeat(Math.ceil(length / piece.length)).slice(0, length)}乙`;
    bestTime(repeated(500), 3);
    // Eight times the text: eight times the time when linear, sixty-four when quadratic. A busy machine
    // can spoil one comparison; what is quadratic spoils every one.
    const linear = (): boolean => bestTime(repeated(8000), 5) < bestTime(repeated(1000), 5) * 24 + 4;
    expect(linear() || linear() || linear() || linear()).toBe(true);
  });
});
