import type { UnitEntry, UnitEvent } from './unit-types.js';

const TAKES_OVER: ReadonlySet<UnitEvent['type']> = new Set(['RENAME', 'MERGE', 'SPLIT', 'ABOLISH']);

/** Follows dated events from a body to those that hold its functions today (信访工作条例 art. 24). */
export class Successors {
  private readonly next = new Map<string, { date: string; to: string[] }[]>();

  constructor(entries: readonly UnitEntry[], events: readonly UnitEvent[]) {
    const idOf = new Map(
      entries.flatMap(
        (entry) =>
          [
            [entry.unitId, entry.unitId],
            [entry.name, entry.unitId],
          ] as const,
      ),
    );
    for (const event of events) {
      if (!TAKES_OVER.has(event.type)) continue;
      const to = event.to.map((name) => idOf.get(name) ?? name);
      for (const name of event.from) {
        const from = idOf.get(name) ?? name;
        if (to.length === 0 || (to.length === 1 && to[0] === from)) continue;
        this.next.set(from, [...(this.next.get(from) ?? []), { date: event.date, to }]);
      }
    }
  }

  /** Ids that continue `entry`; `moved` when they differ from it. A body that takes part in its own split stays among them. */
  of(entry: UnitEntry, _date?: string): { ids: string[]; moved: boolean } {
    const done = new Set<string>();
    const ends: string[] = [];
    const walk = (id: string) => {
      if (done.has(id)) return;
      done.add(id);
      const steps = this.next.get(id) ?? [];
      if (steps.length === 0) ends.push(id);
      for (const { to } of steps)
        for (const later of to) {
          if (later === id) ends.push(id);
          else walk(later);
        }
    };
    walk(entry.unitId);
    const ids = [...new Set(ends)];
    return { ids, moved: !(ids.length === 1 && ids[0] === entry.unitId) && !ids.includes(entry.unitId) };
  }
}
