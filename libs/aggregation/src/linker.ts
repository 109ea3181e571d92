import type { Clock } from '#libs/kernel';
import { type Epoch, type Features, type Linked, linkFeatures, linkStep, MODEL_1 } from '#libs/linkage';
import type { Database, Reads } from '#libs/persistence';
import { currentEpoch, type EpochRow, epochTables, formerEpoch, movedHash } from './link-epoch.js';
import { pendingCount, pendingIds, pendingPart } from './link-pending.js';
import { countActive, type LinkStanding, linkStanding } from './link-standing.js';
import { FeatureCache, LinkStore } from './link-store.js';
import { type Step, writeBuilt, writeStep } from './link-writes.js';
import { type ReadRecord, readAllRecords, readSomeRecords } from './read-records.js';
import { loadRegistries, type Registries } from './registries.js';
import { registryState } from './registry-state.js';
import { decidedRecords, redecidedRecords, type StandingDecisions, standingDecisions } from './standing-decisions.js';
import { type ClusterChanges, matterOf, noChanges } from './write-clusters.js';

export type LinkProgress = (done: number, of: number) => void;

export interface LinkReport {
  records: number;
  matters: number;
  /** Hash of the partition: equal facts give an equal hash, whatever the order of arrival. */
  partitionHash: string;
  events: ClusterChanges;
}

export interface LinkSettings {
  division: string;
  /** Records up to which an epoch is built without being asked for: everything is held in memory then. */
  limit: number;
  /** Records up to which every run builds an epoch: it costs no more than a moment, and its tables are never behind. */
  small?: number | undefined;
}

const SMALL = 1000;
/** Records of one step. */
const STEP = 200;
/** An epoch is outgrown when there are so many times the records that it was built of. */
const OUTGROWN = 1.2;

/**
 * Makes matters out of records. An epoch is built of the whole set: frequencies, and with them all links. After that
 * records are linked step by step under the frozen tables of that epoch, as they come, change or go.
 * Matters are a function of what is stored (records, decisions, registry) and of the epoch, never of the order of arrival;
 * only what changes is written and published.
 */
export class Linker {
  private readonly cache = new FeatureCache();
  private tables: { epochId: string; epoch: Epoch } | undefined;
  private registries: { state: string; registries: Registries } | undefined;
  private decided: StandingDecisions | undefined;
  private readonly small: number;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: LinkSettings,
  ) {
    this.small = settings.small ?? SMALL;
  }

  /** When matters were last made, and what they do not yet hold. */
  standing(): Promise<LinkStanding> {
    return this.db.read((reads) => linkStanding(reads, this.settings.limit));
  }

  /**
   * Links what came, changed or went since the last run; nothing when there is nothing.
   * A first epoch of more records than the limit is built only when `whole` asks for it; {@link standing} says so.
   * Runs wait for one another: a run that read earlier facts must not write after one that read later ones.
   * `progress` is told the steps done and their number.
   */
  linkWhatIsNew(progress: LinkProgress = () => {}, whole = false): Promise<LinkReport | undefined> {
    return this.db.exclusive('linker', async () => {
      const { epoch, pending, size, registry, decisions } = await this.facts();
      const decisionsMoved = epoch !== undefined && epoch.decisions !== decisions.digest;
      const stale = epoch === undefined || epoch.registry !== registry;
      const outgrown = size <= this.small || size > (epoch?.builtRecords ?? 0) * OUTGROWN;
      const news = pending > 0 || decisionsMoved;
      if ((stale || (news && outgrown)) && (whole || size <= this.settings.limit)) return this.build(progress);
      return epoch && news ? this.takeSteps(epoch, pending, progress) : undefined;
    });
  }

  /** Links what waits under the epoch there is, and nothing that would take a new one: what a short look can do. */
  linkPending(): Promise<LinkReport | undefined> {
    return this.db.exclusive('linker', async () => {
      const { epoch, pending } = await this.db.read(async (reads) => ({
        epoch: await currentEpoch(reads),
        pending: (await pendingCount(reads)).records,
      }));
      const grown = !epoch || epoch.records + pending > epoch.builtRecords * OUTGROWN || epoch.records <= this.small;
      return grown || pending === 0 ? undefined : this.takeSteps(epoch, pending, () => {});
    });
  }

  /** Builds an epoch whether one is due or not: of the records as they are, or under the tables of the former epoch. */
  renew(of: 'records' | 'former', progress: LinkProgress = () => {}): Promise<LinkReport | undefined> {
    return this.db.exclusive('linker', async () => {
      if (of === 'records') return this.build(progress);
      const former = await this.db.read(async (reads) => {
        const epochId = await formerEpoch(reads);
        return epochId === undefined ? undefined : epochTables(reads, epochId);
      });
      return former && this.build(progress, former);
    });
  }

  /** Every active record as linkage compares it, under the registry and roster of now. */
  async features(): Promise<Features[]> {
    const { registries } = await this.db.read((reads) => this.registriesOf(reads));
    const records = await this.readAll(registries, () => {});
    return records.map(({ features }) => features);
  }

  /** A text that changes with every fact that waits for {@link linkWhatIsNew}; nothing when none waits. */
  async outstanding(): Promise<string | undefined> {
    const { epoch, pending, newest, registry, decisions } = await this.facts();
    const same = epoch?.registry === registry && epoch.decisions === decisions.digest;
    return pending === 0 && same ? undefined : [pending, newest, registry, decisions.digest].join();
  }

  private facts() {
    return this.db.read(async (reads) => {
      const epoch = await currentEpoch(reads);
      const { records: pending, newest } = await pendingCount(reads);
      const size = epoch ? epoch.records + pending : await countActive(reads);
      return {
        epoch,
        pending,
        newest,
        size,
        registry: await registryState(reads),
        decisions: await standingDecisions(reads),
      };
    });
  }

  private async build(progress: LinkProgress, frozen?: Epoch): Promise<LinkReport> {
    const linkedAt = this.clock.now().toISOString();
    const { registries, state, pending, decisions, former, of } = await this.db.read(async (reads) => ({
      ...(await this.registriesOf(reads)),
      pending: await pendingIds(reads),
      decisions: await standingDecisions(reads),
      former: await currentEpoch(reads),
      of: 3 * (await countActive(reads)),
    }));
    const records = await this.readAll(registries, (done) => progress(2 * done, of));
    const batch = linkFeatures(
      records.map(({ features }) => features),
      decisions.pairs,
      MODEL_1,
      frozen,
    );
    const first = former?.nextPlace ?? 1;
    const linked = records.map(({ recordId, features }, at): Linked => {
      const content = batch.contents.get(recordId) as Pick<Linked, 'contentKey' | 'representative'>;
      return { recordId, features, place: first + at, ...content };
    });
    const seen = new Map(records.map((record) => [record.recordId, record.seen]));
    const matters = matterOf(batch.clusters);
    const row = {
      registry: state,
      decisions: decisions.digest,
      nextPlace: first + linked.length,
      builtRecords: records.length,
      records: records.length,
      matters: batch.clusters.length,
      partitionHash: movedHash('', new Map(), matters),
      linkedAt,
    };
    const events = await this.db.transaction((statements) =>
      writeBuilt(statements, this.settings.division, {
        records,
        registries,
        linked,
        seen,
        batch,
        row,
        pending,
        written: (done) => progress(2 * records.length + done, of),
      }),
    );
    this.cache.clear();
    this.decided = decisions;
    progress(of, of);
    return { records: row.records, matters: row.matters, partitionHash: row.partitionHash, events };
  }

  private readAll(registries: Registries, progress: (done: number) => void): Promise<ReadRecord[]> {
    const read = <T>(work: (reads: Reads) => Promise<T>): Promise<T> => this.db.read(work);
    return readAllRecords(read, registries, this.settings.division, async (done) => {
      progress(done);
      await turn();
    });
  }

  private async takeSteps(epoch: EpochRow, pending: number, progress: LinkProgress): Promise<LinkReport> {
    const events = noChanges();
    let standing = epoch;
    for (let done = 0; ; done += STEP) {
      const step = await this.readStep(standing);
      if (!step) break;
      const changed = await this.db.transaction((statements) =>
        writeStep(statements, this.settings.division, standing, step, this.clock.now().toISOString()),
      );
      standing = changed.epoch;
      this.decided = step.decisions;
      for (const kind of Object.keys(events) as (keyof ClusterChanges)[]) events[kind] += changed.events[kind];
      progress(Math.min(done + STEP, pending), pending);
      await turn();
    }
    const { records, matters, partitionHash } = standing;
    return { records, matters, partitionHash, events };
  }

  private readStep(epoch: EpochRow): Promise<Step | undefined> {
    return this.db.read(async (reads) => {
      const pending = await pendingPart(reads, STEP);
      const decisions = await standingDecisions(reads);
      if (pending.length === 0 && decisions.digest === epoch.decisions) return undefined;
      const { registries } = await this.registriesOf(reads);
      const ids = [...new Set(pending.map(({ recordId }) => recordId))];
      const records = await readSomeRecords(reads, ids, registries, this.settings.division);
      const found = new Map(records.map(({ recordId, features }) => [recordId, features]));
      const given = {
        features: new Map(ids.map((id) => [id, found.get(id)])),
        redecided: await this.redecided(reads, epoch, decisions),
        decisions: decisions.pairs,
        nextPlace: epoch.nextPlace,
      };
      const tables = await this.tablesOf(reads, epoch.epochId);
      const changes = await linkStep(new LinkStore(reads, this.cache), given, tables, MODEL_1);
      return { pending, ids, records, registries, decisions, changes };
    });
  }

  /** Records whose decisions changed since the last step; of what another process did not tell, all that were ever decided on. */
  private async redecided(reads: Reads, epoch: EpochRow, now: StandingDecisions): Promise<string[]> {
    if (now.digest === epoch.decisions) return [];
    if (this.decided?.digest === epoch.decisions) return redecidedRecords(this.decided.pairs, now.pairs);
    return decidedRecords(reads);
  }

  private async registriesOf(reads: Reads): Promise<{ state: string; registries: Registries }> {
    const state = await registryState(reads);
    if (this.registries?.state !== state) this.registries = { state, registries: await loadRegistries(reads) };
    return this.registries;
  }

  private async tablesOf(reads: Reads, epochId: string): Promise<Epoch> {
    if (this.tables?.epochId !== epochId) this.tables = { epochId, epoch: await epochTables(reads, epochId) };
    return this.tables.epoch;
  }
}

/** Lets others have their turn: a long run must not keep the doors waiting. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
