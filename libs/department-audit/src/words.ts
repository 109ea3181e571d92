import type { AmountKind, PersonRole } from '#libs/contracts';
import { csvRows, readProjectFile } from '#libs/kernel';

const ROWS = csvRows(readProjectFile('libs/department-audit/data/words.csv'));
const tableOf = (kind: string): Map<string, string> =>
  new Map(ROWS.filter((row) => row.kind === kind).map((row) => [row.word ?? '', row.value ?? '']));

const NATURES = tableOf('amountNature');
const ROLES = tableOf('respType');
const DOMAINS = tableOf('domain');

const plain = (raw: string): string => raw.normalize('NFKC').replace(/\s+/gu, '');

/** Kind of an amount by its nature; `NONE` for problems that are not measured in money, nothing for unknown words. */
export const amountKindOf = (nature: string): AmountKind | 'NONE' | undefined => {
  const words = plain(nature).split(/[/、>（(-]/u);
  const value = [plain(nature), ...words].map((word) => NATURES.get(word)).find((found) => found !== undefined);
  return value as AmountKind | 'NONE' | undefined;
};

/** Part that a person of this kind of responsibility plays. */
export const roleOf = (respType: string): PersonRole | undefined =>
  ROLES.get(plain(respType)) as PersonRole | undefined;

/** Field (T14) that a problem group suggests where its text names none. */
export const domainOfGroup = (problemType: string): string | undefined => DOMAINS.get(problemType.slice(0, 2));

/** A code of T06 with what it suggests (a suggestion, never a verdict). */
export interface ProblemType {
  code: string;
  labels: string[];
  discipline: string[];
}

const TYPES: readonly ProblemType[] = csvRows(readProjectFile('libs/contracts/tables/T06.csv')).map((row) => ({
  code: row.code ?? '',
  labels: [row.label ?? '', ...(row.synonyms ?? '').split(';')].filter(Boolean),
  discipline: (row.discipline ?? '').split(';').filter(Boolean),
}));
const BY_KEY = new Map(TYPES.flatMap((type) => [type.code, ...type.labels].map((key) => [plain(key), type] as const)));

/** The type a cell names: its whole, else the last of its levels (`一级/二级`). */
export function problemTypeOf(raw: string): ProblemType | undefined {
  const levels = plain(raw).split(/[/、>—–-]+/u);
  return [plain(raw), ...levels.reverse()].map((word) => BY_KEY.get(word)).find((type) => type !== undefined);
}

/** The type whose label `text` repeats word for word, the longest label first; for layouts without the column. */
export function problemTypeIn(text: string): ProblemType | undefined {
  let best: { type: ProblemType; length: number } | undefined;
  for (const type of TYPES)
    for (const label of type.labels)
      if (type.code.length > 2 && label.length > (best?.length ?? 2) && text.includes(label))
        best = { type, length: label.length };
  return best?.type;
}
