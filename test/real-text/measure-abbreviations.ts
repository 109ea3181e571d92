import { readFileSync } from 'node:fs';
import { type AbbreviationModel, learnAbbreviations, type NamePair, readNamePairs, UnitIndex } from '#libs/text';

// How well short names find their full ones, without and with what is learned from TRAIN; asked are the short forms of DEV.
// The registry holds every full name of both. Nothing is written.
// usage: node scripts/run.mjs  &&  node dist/test/real-text/measure-abbreviations.js TRAIN DEV

const DIVISION = '990101';
const [trainFile = '', devFile = ''] = process.argv.slice(2);
const pairsOf = (file: string): NamePair[] => readNamePairs(readFileSync(file, 'utf8')).pairs;
const train = pairsOf(trainFile);
const dev = pairsOf(devFile);
const names = [...new Set([...train, ...dev].map(({ full }) => full))];
const entries = names.map((name) => ({ unitId: name, name, division: DIVISION, aliases: [] }));

function measure(label: string, model?: AbbreviationModel): void {
  const began = process.cpuUsage();
  const index = new UnitIndex(entries, [], model);
  const asked = dev.flatMap(({ short, full }) => (short === undefined ? [] : [{ short, full }]));
  let top = 0;
  let accepted = 0;
  let right = 0;
  for (const { short, full } of asked) {
    const { unitId, candidates } = index.resolve(short, { division: DIVISION });
    if (candidates[0]?.unitId === full) top++;
    if (unitId === undefined) continue;
    accepted++;
    if (unitId === full) right++;
  }
  const share = (part: number, of: number): string => (part / of).toFixed(4);
  const { user, system } = process.cpuUsage(began);
  process.stdout.write(
    `${label}: ${asked.length} of ${names.length} names asked, top-1 ${share(top, asked.length)}, ` +
      `coverage ${share(accepted, asked.length)}, precision ${share(right, accepted)}, ${((user + system) / 1e6).toFixed(1)} s CPU\n`,
  );
}

measure('not learned');
measure('learned', learnAbbreviations(train));
