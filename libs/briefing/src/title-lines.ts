/** Characters of 2号 type that fit the 156 mm of a line (GB/T 9704-2012). */
const WIDEST = 20;

/** Where a unit's name may be parted: after 和, 与 or the name of a division. */
const BREAKS = /(?<=[省市区县旗州镇乡])|(?<=[和与及])/u;

function pieces(unitName: string): string[] {
  return unitName.split(BREAKS).flatMap((piece) => {
    const parts: string[] = [];
    for (let at = 0; at < piece.length; at += WIDEST - 2) parts.push(piece.slice(at, at + WIDEST - 2));
    return parts;
  });
}

/**
 * Title of the packet in lines of at most 20 characters, broken by meaning.
 * Prefers one line, then two lines that differ in length (trapezoid), then as few as needed.
 */
export function titleLines(unitName: string): string[] {
  const whole = `关于${unitName}有关情况的汇总材料`;
  if (whole.length <= WIDEST) return [whole];
  if (unitName.length + 2 <= WIDEST) return [`关于${unitName}`, '有关情况的汇总材料'];
  const lines = [''];
  for (const piece of [`关于${pieces(unitName)[0] ?? ''}`, ...pieces(unitName).slice(1), '有关情况的', '汇总材料']) {
    const last = lines.length - 1;
    if (`${lines[last]}${piece}`.length <= WIDEST) lines[last] += piece;
    else lines.push(piece);
  }
  return lines;
}
