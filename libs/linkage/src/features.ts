import { pinyin } from 'pinyin-pro';
import type { Clue, DocKind } from '#libs/contracts';
import { mainAmount } from '#libs/text';
import { actsOf, conceptsOf, contentWords } from './content-words.js';
import { divisionsOf } from './divisions.js';
import { clausesOf, coreText, fingerprintOf, NORM_VERSION, plainText, withoutFrame } from './normalise.js';
import { thingsOf } from './things.js';
import type { Features, LinkPerson, LinkRecord, PersonFeature } from './types.js';

/** Numbers that name one record; those of reports and judgments hold many findings. */
const RECORD_KINDS: ReadonlySet<DocKind> = new Set<DocKind>([
  'COMPLAINT',
  'PETITION',
  'CLUE',
  'AUDIT_TRANSFER',
  'CASE',
  'FORWARDING',
]);
const SHORTEST_NUMBER = 4;
const QUOTED = /《([^《》]{8,60})》/gu;
const SHORTEST_QUOTE = 8;

const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort();

/** Days since 1970-01-01 of `YYYY-MM-DD`. */
const dayNumber = (day: string): number => Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000);

/** Characters of a text that are searched for its amount. */
const AMOUNT_READ = 2000;

/** Characters of a text that are searched for names. */
const TEXT_READ = 2500;

const pinyinCache = new Map<string, string>();
const PINYIN_CACHE = 20_000;

function readName(name: string): string {
  let reading = pinyinCache.get(name);
  if (reading === undefined) {
    reading = pinyin(name, { toneType: 'none', surname: 'head', type: 'array' }).join('');
    if (pinyinCache.size < PINYIN_CACHE) pinyinCache.set(name, reading);
  }
  return reading;
}

const MASK = /[某×x*＊○口□].*$/iu;

function personOf(person: LinkPerson, clue: Clue): PersonFeature | undefined {
  const name = plainText(person.name.replace(/[*＊○□×]/gu, '某'));
  const source = clue.persons.findIndex((other) => (other.name ?? other.raw) === person.name);
  const role = clue.persons[source]?.roleInMatter;
  if (name === '' || role === 'LEADERSHIP' || role === 'AWARE') return undefined;
  const masked = person.masked || name.includes('某');
  const surname = masked ? name.replace(MASK, '').slice(0, 2) : name;
  if (surname === '') return undefined;
  const idHash = clue.protected.idHashes?.[String(source)];
  return {
    name: masked ? surname : name,
    pinyin: readName(surname),
    masked,
    ...(person.rosterPersonId === undefined ? {} : { rosterPersonId: person.rosterPersonId }),
    ...(person.unitId === undefined ? {} : { unitId: person.unitId }),
    ...(idHash === undefined ? {} : { idHash }),
  };
}

function personsOf(record: LinkRecord): PersonFeature[] {
  const persons = new Map<string, PersonFeature>();
  for (const person of record.persons) {
    const feature = personOf(person, record.clue);
    if (feature) persons.set(`${feature.name}|${feature.masked}|${feature.rosterPersonId ?? ''}`, feature);
  }
  return [...persons.entries()].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, feature]) => feature);
}

const yuanToFen = (yuan: number): number => Math.round(yuan * 100);

/** The department's figure, else the one the text is about. Other currencies are not compared. */
function amountOf(clue: Clue, text: string): Pick<Features, 'amount'> {
  const given = clue.amount
    ? {
        ...clue.amount,
        min: Number(clue.amount.min ?? 0),
        max: clue.amount.max === undefined ? undefined : Number(clue.amount.max),
      }
    : mainAmount(text.slice(0, AMOUNT_READ));
  if (given?.currency !== 'CNY') return {};
  const min = yuanToFen(given.min ?? 0);
  const max = given.max === undefined ? undefined : yuanToFen(given.max);
  if (max === undefined ? min === 0 : max === 0) return {};
  return { amount: { min, ...(max === undefined ? {} : { max }), approx: given.approx } };
}

function timeOf(clue: Clue): Pick<Features, 'time'> {
  if (!clue.occurFrom || clue.occurPrecision === 'NONE' || clue.occurPrecision === 'VAGUE') return {};
  const from = dayNumber(clue.occurFrom);
  const to = dayNumber(clue.occurTo ?? clue.occurFrom);
  return {
    time: { from, to: Math.max(from, to), precision: clue.occurPrecision, relative: clue.occurRelative === true },
  };
}

/** Numbers: those that name this record, papers with many findings, and references to other records. */
function numbersOf(record: LinkRecord): Pick<Features, 'numbers' | 'papers' | 'refs' | 'contractNo'> {
  const numbers: Features['numbers'] = [];
  const papers: string[] = [];
  let contractNo = record.clue.contractNo === undefined ? undefined : plainText(record.clue.contractNo);
  for (const [at, { kind, norm }] of record.clue.docNumbers.entries()) {
    if (norm.length < SHORTEST_NUMBER) continue;
    // A finding of daily supervision has a number and no kind of number of its own.
    const finding = at === 0 && kind === 'OTHER' && record.department === 'DIS';
    if (finding || RECORD_KINDS.has(kind)) numbers.push({ kind, norm });
    else if (kind === 'CONTRACT') contractNo ??= plainText(norm);
    else if (kind !== 'OTHER') papers.push(norm);
    // One transfer letter of an audit carries several problems: among audit records it is a paper.
    if (kind === 'AUDIT_TRANSFER' && record.department === 'AUD') papers.push(norm);
  }
  numbers.sort((x, y) => (`${x.kind}${x.norm}` < `${y.kind}${y.norm}` ? -1 : 1));
  const refs = record.clue.externalRefs
    .filter((ref) => ref.norm.length >= SHORTEST_NUMBER)
    .map(({ norm, relation, dept }) => ({ norm, relation, ...(dept === undefined ? {} : { dept }) }))
    .sort((x, y) => (`${x.norm}${x.relation}` < `${y.norm}${y.relation}` ? -1 : 1));
  const contract = contractNo !== undefined && contractNo.length >= SHORTEST_NUMBER ? { contractNo } : {};
  return { numbers, papers: sorted(papers), refs, ...contract };
}

const quotesOf = (text: string): string[] =>
  sorted([...text.matchAll(QUOTED)].map((match) => plainText(match[1] ?? ''))).filter(
    (quote) => quote.length >= SHORTEST_QUOTE,
  );

/** Everything of a record that is compared. Pure: the same record gives the same features. */
export function featuresOf(record: LinkRecord): Features {
  const { clue } = record;
  const text = withoutFrame(clue.protected.fullText ?? clue.summary);
  const body = plainText(text);
  const unitNames = clue.units.map((unit) => plainText(unit.raw));
  const things = thingsOf(clue, text).map((thing) =>
    unitNames.some((name) => name.includes(thing.name)) ? { ...thing, ofUnit: true } : thing,
  );
  const named = [
    ...things.map((thing) => thing.name),
    ...unitNames,
    ...clue.persons.flatMap((person) => [plainText(person.name ?? ''), plainText(person.unitRaw ?? '')]),
  ].filter((name) => name.length >= 2);
  const names = sorted(named).sort((x, y) => y.length - x.length);
  const head = clausesOf(clue.title);
  const whole = clausesOf(text.slice(0, TEXT_READ));
  const lines = whole.startsWith(`${head} `) ? whole.slice(head.length + 1) : whole;
  const titleCore = coreText(clue.title, names);
  const bodyCore = coreText(text, names);
  return {
    normVersion: NORM_VERSION,
    recordId: record.recordId,
    department: record.department,
    channel: clue.sourceChannel,
    status: clue.statementStatus,
    fingerprint: fingerprintOf(body, record.recordId),
    title: plainText(clue.title),
    body,
    titleCore,
    bodyCore,
    head,
    lines,
    words: contentWords(`${titleCore} ${bodyCore}`),
    concepts: conceptsOf(`${head} ${lines}`),
    headConcepts: conceptsOf(head),
    headWords: contentWords(head),
    divisions: divisionsOf(`${head} ${lines}`),
    acts: actsOf(plainText(clue.title) + body),
    things,
    units: sorted(record.unitIds),
    unitParents: sorted(record.unitParents),
    usccs: sorted(clue.units.flatMap((unit) => (unit.uscc ? [unit.uscc.toUpperCase()] : []))),
    persons: personsOf(record),
    ...numbersOf(record),
    quotes: quotesOf(text),
    domain: clue.domain,
    disciplines: sorted(clue.discipline),
    ...amountOf(clue, text),
    ...timeOf(clue),
    day: dayNumber(clue.originDate ?? clue.receivedDate),
  };
}
