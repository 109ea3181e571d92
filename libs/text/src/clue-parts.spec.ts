import { csvRows, readProjectFile } from '#libs/kernel';
import { occurrenceOf, partsOfText } from './clue-parts.js';

describe('what a text says of its matter', () => {
  it.each(csvRows(readProjectFile('libs/text/cases/occurrences.csv')))('$text', ({ text, from, to }) => {
    expect(occurrenceOf(text as string, '2024-05-16')).toMatchObject({ occurFrom: from, occurTo: to });
  });

  it.each([
    ['根据《关于规范停车收费的通知》（青发改〔2016〕680号）的规定，物业不得收费', []],
    ['审计局青审移〔2023〕2号已移送，物业仍在收费', ['青审移〔2023〕2号']],
  ])('%s', (text, numbers) => {
    expect(partsOfText(text, '2024-05-16').evidence.flatMap(({ docNo }) => docNo ?? [])).toEqual(numbers);
  });
});
