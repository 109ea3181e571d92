import { csvRows, readProjectFile } from '#libs/kernel';
import { endOfName } from './name-borders.js';
import { personCues } from './person-cues.js';
import { isPersonName } from './person-name.js';
import { selfSpans, signatureSpans } from './scrub-identity.js';
import { splitReflected } from './unit-and-post.js';

/** An official whom a text itself accuses, with the body and the post written in front of the name. */
export interface ReportedOfficial {
  name: string;
  unit?: string;
  post?: string;
}

const ROWS = csvRows(readProjectFile('libs/text/data/accusation-words.csv'));
const wordsOf = (kind: string): string[] =>
  ROWS.filter((row) => row.kind === kind).flatMap((row) => (row.words ?? '').split(' ').filter(Boolean));

const POSTS: ReadonlySet<string> = new Set(wordsOf('post'));
const CONDUCT = new RegExp(wordsOf('conduct').join('|'), 'u');
const ACCUSED = new RegExp(`(?:${wordsOf('accuse').join('|')})[^，,。；;！!？?\\n]{0,24}$`, 'u');
const ACCUSE_FRONT = new RegExp(`^.*(?:${wordsOf('accuse').join('|')})(?:了|的)?`, 'u');
const BYSTANDER = new RegExp(`^[^，,。；;！!？?\\n]{0,6}(?:${wordsOf('bystander').join('|')})`, 'u');
const SENTENCE_END = /[。！!？?；;\n]/u;
const WRITER = /(?:我们?|本人)(?:是|系|作为|任)[^，,。；;！!？?\n]{0,16}$/u;
const CLAUSE_START = /[^，,。；;：:！!？?\s（(【】“”]*$/u;
/** Characters behind the name in which its conduct is told. */
const REACH = 60;
const LONGEST_LEAD = 40;

function bodyAndPost(lead: string, name: string): Pick<ReportedOfficial, 'unit' | 'post'> {
  const [person] = splitReflected(`${lead}${name}`).persons;
  if (person?.name !== name) return {};
  return { ...(person.unit ? { unit: person.unit } : {}), ...(person.post ? { post: person.post } : {}) };
}

/**
 * Officials whom the text names with their post and accuses: 举报 and the like in front, or conduct told behind.
 * The writer, those who signed, witnesses and business people are none. At most five.
 */
export function findReportedOfficials(text: string): ReportedOfficial[] {
  const found = new Map<string, ReportedOfficial>();
  let told: Set<string> | undefined;
  for (const cue of personCues(text)) {
    if (!POSTS.has(text.slice(cue.start, cue.end)) || found.size === 5) continue;
    const end = endOfName(text, cue.end);
    const name = text.slice(cue.end, end);
    if (end === cue.end || found.has(name) || !isPersonName(name)) continue;
    const before = text.slice(Math.max(0, cue.start - LONGEST_LEAD), cue.start);
    const behind = text.slice(end, end + REACH).split(SENTENCE_END, 1)[0] ?? '';
    if (WRITER.test(before) || BYSTANDER.test(behind)) continue;
    if (!ACCUSED.test(before) && !CONDUCT.test(behind)) continue;
    if (told === undefined) {
      told = new Set();
      signatureSpans(text, [], told);
      selfSpans(text, [], told);
    }
    if (told.has(name)) continue;
    const lead = (CLAUSE_START.exec(before)?.[0] ?? '').replace(ACCUSE_FRONT, '');
    found.set(name, { name, ...bodyAndPost(lead + text.slice(cue.start, cue.end), name) });
  }
  return [...found.values()];
}
