import { csvRows, readProjectFile } from '#libs/kernel';
import { leastMillis } from '#libs/testkit';
import { findMatterFacts } from './matter-facts.js';

const CASES = csvRows(readProjectFile('libs/text/cases/matter-facts.csv'));

describe('checkable objects named in a text', () => {
  it.each(CASES)('$text', (row) => {
    const facts = findMatterFacts(row.text ?? '');
    expect({
      project: facts.project ?? '',
      contractNo: facts.contractNo ?? '',
      place: facts.place ?? '',
      counterparties: facts.counterparties.join('|'),
      papers: facts.papers.map((paper) => paper.kind).join('|'),
      witnesses: String(facts.witnesses),
    }).toEqual({
      project: row.project,
      contractNo: row.contractNo,
      place: row.place,
      counterparties: row.counterparties,
      papers: row.papers,
      witnesses: row.witnesses,
    });
  });

  it('takes no longer than the text', () => {
    const hostile = `${'合同'.repeat(2000)}${'（'.repeat(2000)}${'工程'.repeat(2000)}`;
    expect(leastMillis(() => findMatterFacts(hostile))).toBeLessThan(200);
  });
});
