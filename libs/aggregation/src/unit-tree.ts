import type { UnitEntry, UnitEvent } from '#libs/text';

/** The tree of units: what rolls up to a target, and what stands near a unit. */
export class UnitTree {
  private readonly children = new Map<string, string[]>();
  private readonly parents = new Map<string, string>();
  private readonly successors = new Map<string, string[]>();
  private readonly cache = new Map<string, ReadonlySet<string>>();

  constructor(units: readonly UnitEntry[], events: readonly UnitEvent[]) {
    for (const unit of units) {
      if (!unit.parentId) continue;
      this.parents.set(unit.unitId, unit.parentId);
      this.children.set(unit.parentId, [...(this.children.get(unit.parentId) ?? []), unit.unitId]);
    }
    for (const event of events) {
      for (const from of event.from) this.successors.set(from, [...(this.successors.get(from) ?? []), ...event.to]);
    }
  }

  /** The unit and everything below it. */
  readonly below = (unitId: string): ReadonlySet<string> => {
    let found = this.cache.get(unitId);
    if (!found) {
      const all = new Set([unitId]);
      for (const id of all) for (const child of this.children.get(id) ?? []) all.add(child);
      found = all;
      this.cache.set(unitId, found);
    }
    return found;
  };

  /** Parent, children and successors of a unit. */
  near(unitId: string): string[] {
    const parent = this.parents.get(unitId);
    return [...(parent ? [parent] : []), ...(this.children.get(unitId) ?? []), ...(this.successors.get(unitId) ?? [])];
  }
}
