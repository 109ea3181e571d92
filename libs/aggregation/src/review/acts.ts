import { AppError, type Clock, derivedId, newId } from '#libs/kernel';
import { comparePair } from '#libs/linkage';
import type { Database, Reads } from '#libs/persistence';
import {
  type Agreement,
  agreements,
  type Conflict,
  changedFields,
  conflictsOf,
  type Decision,
  type Estimate,
  estimates,
  standing,
} from '#libs/review';
import { appendAudit } from '#libs/security';
import { currentEpoch } from '../link-epoch.js';
import type { Linker } from '../linker.js';
import { cardsOf, type RecordCard } from './cards.js';
import type { LinkedPairs } from './linked-pairs.js';
import { type Prepared, prepare } from './prepare.js';
import { type ActRequest, type DecidedBy, requestHash } from './request.js';
import { readActs, readDecisions, type StoredAct, statesOf, writeAct } from './store.js';

/** What an act would do. */
export interface ActPreview extends Omit<Prepared, 'wishes'> {
  act: ActRequest['act'];
  words: { a: string; b: string; kind: string; score?: number }[];
  /** Cards of all records in the matters that change. */
  records: RecordCard[];
  /** Records that came after the last run of the linker: what they change is not in here. */
  pending: number;
}

/** What an act did. */
export interface ActDone extends ActPreview {
  actionId: string;
  /** Of the matters after it; absent while linking waits for the operator. */
  partitionHash?: string;
}

/** A standing word whose records came in a newer version that says something else in a field that the word stands on. */
export interface StaleWord {
  word: Decision;
  /** Fields of the evidence that changed. */
  fields: string[];
  scoreThen: number;
  scoreNow: number;
}

/** Officers' acts: worked out, written, taken back. Words are only ever added. */
export class ReviewActs {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly linker: Pick<Linker, 'linkWhatIsNew' | 'standing'>,
    private readonly pairs: LinkedPairs,
  ) {}

  /** What an act would change. Nothing is written. */
  async preview(request: ActRequest, officer?: string): Promise<ActPreview> {
    const { pending } = await this.linker.standing();
    return this.db.read(async (reads) => {
      const prepared = await prepare(reads, this.pairs, request, await readDecisions(reads), officer);
      return this.told(reads, request, prepared, pending);
    });
  }

  /**
   * Does an act and links what it changes. One at a time: an act is worked out on the words that stand when it is written.
   * `key` names the request: the same again answers without doing it twice.
   * @throws AppError `E-SECOND-OFFICER` where another officer has to agree
   */
  decide(request: ActRequest, by: DecidedBy, key?: string): Promise<ActDone> {
    return this.db.exclusive('review', async () => {
      const actionId = key === undefined ? newId() : derivedId('review', key);
      const preview = (await this.doneBefore(actionId, request, by)) ?? (await this.write(actionId, request, by));
      await this.linker.linkWhatIsNew();
      const epoch = await this.db.read(currentEpoch);
      return { ...preview, actionId, ...(epoch ? { partitionHash: epoch.partitionHash } : {}) };
    });
  }

  /** Acts, newest first. */
  history(): Promise<StoredAct[]> {
    return this.db.read(async (reads) => (await readActs(reads)).map(({ requestHash: _hash, ...act }) => act));
  }

  /** Words that contradict each other; they wait for officers. */
  conflicts(): Promise<Conflict[]> {
    return this.db.read(async (reads) => {
      const decisions = await readDecisions(reads);
      const active = await activeAmong(reads, decisions);
      return conflictsOf(decisions, (id) => active.has(id));
    });
  }

  /** Words that stay in force and ask for another look. */
  stale(): Promise<StaleWord[]> {
    return this.db.read(async (reads) => {
      const decisions = await readDecisions(reads);
      const active = await activeAmong(reads, decisions);
      const words = standing(decisions).filter(({ a, b }) => active.has(a) && active.has(b));
      const ids = [...new Set(words.flatMap(({ a, b }) => [a, b]))];
      const { hood, records } = await this.pairs.named(reads, ids);
      return words.flatMap((word): StaleWord[] => {
        const [a, b] = [hood.features.get(word.a), hood.features.get(word.b)];
        const { evidence } = word;
        if (!a || !b || !evidence) return [];
        const [first, second] = evidence.versions;
        if (records.get(word.a)?.version === first && records.get(word.b)?.version === second) return [];
        const fields = changedFields(evidence, a, b);
        if (fields.length === 0) return [];
        const { score: scoreNow } = comparePair(a, b, hood.epoch, hood.model);
        return [{ word, fields, scoreThen: evidence.score, scoreNow }];
      });
    });
  }

  /** How far officers agree with each other, and what chance's sample says of the zones that nobody looks at. */
  agreement(): Promise<{ officers: Agreement[]; estimates: Estimate[] }> {
    return this.db.read(async (reads) => {
      const decisions = await readDecisions(reads);
      const own = await wordsOfTheirOwn(reads, decisions);
      return { officers: agreements(own), estimates: estimates(own) };
    });
  }

  private async doneBefore(actionId: string, request: ActRequest, by: DecidedBy): Promise<ActPreview | undefined> {
    const acts = await this.db.read((reads) => readActs(reads, { actionId }));
    const [act] = acts;
    if (!act) return undefined;
    if (act.requestHash !== requestHash(request, by))
      throw new AppError('E-IDEMPOTENCY', 'conflict', '同一幂等键已用于另一个请求', '换一个 Idempotency-Key');
    const { pending } = await this.linker.standing();
    const words = (await this.db.read(readDecisions)).filter((word) => word.actionId === actionId);
    return {
      act: request.act,
      words: words.map(wordOf),
      change: { before: [], after: [] },
      units: [],
      needsSecond: false,
      fulfilled: true,
      conflicts: [],
      records: [],
      pending,
    };
  }

  private async write(actionId: string, request: ActRequest, by: DecidedBy): Promise<ActPreview> {
    const { pending } = await this.linker.standing();
    const { decisions, prepared, preview } = await this.db.read(async (reads) => {
      const held = await readDecisions(reads);
      const made = await prepare(reads, this.pairs, request, held, by.officer);
      return { decisions: held, prepared: made, preview: await this.told(reads, request, made, pending) };
    });
    if (prepared.needsSecond && by.second === undefined)
      throw new AppError(
        'E-SECOND-OFFICER',
        'invalid',
        '这一决定会增加独立来源数，须有第二名人员复核',
        '写明复核人（--second，接口为 secondOfficer）',
      );
    const at = notBefore(this.clock.now().toISOString(), decisions);
    const words = prepared.wishes.map(
      (wish): Decision => ({
        ...wish,
        id: newId(),
        reason: by.reason,
        officer: by.officer,
        ...(by.second === undefined ? {} : { second: by.second }),
        at,
        actionId,
      }),
    );
    const act: StoredAct = {
      actionId,
      act: request.act,
      subject: { of: request.of, ...(request.records ? { records: request.records } : {}) },
      ...(request.act === 'undo' ? { undoes: request.of[0] as string } : {}),
      ...by,
      at,
    };
    await this.db.transaction(async (statements) => {
      await writeAct(statements, act, requestHash(request, by), words);
      const detail = { words: words.length, ...(by.second === undefined ? {} : { second: by.second }) };
      const action = `review.${request.act}`;
      await appendAudit(statements, [{ at, actor: by.officer, action, objectId: actionId, detail }]);
    });
    return preview;
  }

  private async told(reads: Reads, request: ActRequest, prepared: Prepared, pending: number): Promise<ActPreview> {
    const { wishes, ...rest } = prepared;
    const { before, after } = prepared.change;
    const ids = [...new Set([...before, ...after].flatMap(({ members }) => members))];
    const { records, registries } = await this.pairs.named(reads, ids);
    const cards = cardsOf(records.values(), registries);
    return {
      act: request.act,
      words: wishes.map(wordOf),
      ...rest,
      records: ids.flatMap((id) => cards.get(id) ?? []),
      pending,
    };
  }
}

const wordOf = ({
  a,
  b,
  kind,
  evidence,
}: Pick<Decision, 'a' | 'b' | 'kind' | 'evidence'>): ActPreview['words'][number] => ({
  a,
  b,
  kind,
  ...(evidence ? { score: evidence.score } : {}),
});

/** The last word wins, also where a clock was set back. */
const notBefore = (now: string, decisions: readonly Decision[]): string =>
  [now, decisions.at(-1)?.at ?? now].sort()[1] as string;

async function activeAmong(reads: Reads, decisions: readonly Decision[]): Promise<Set<string>> {
  const states = await statesOf(reads, [...new Set(decisions.flatMap(({ a, b }) => [a, b]))]);
  return new Set([...states].filter(([, state]) => state === 'ACTIVE').map(([id]) => id));
}

/** Words that an undo brought back are nobody's judgement. */
async function wordsOfTheirOwn(reads: Reads, decisions: readonly Decision[]): Promise<Decision[]> {
  const undone = new Set(
    (await readActs(reads, { limit: 1_000_000 })).filter(({ undoes }) => undoes).map(({ actionId }) => actionId),
  );
  return decisions.filter(({ actionId }) => actionId === undefined || !undone.has(actionId));
}
