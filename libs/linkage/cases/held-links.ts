import type { Crowd, Edge, LinkChanges, Linked, LinkMemory } from '#libs/linkage';

/** Links held in maps: the plainest memory that a step can have, for specs. */
export class HeldLinks implements LinkMemory {
  readonly linked = new Map<string, Linked>();
  readonly keys = new Map<number, Set<number>>();
  readonly dead = new Map<number, Crowd>();
  readonly edgeOf = new Map<string, Edge>();
  readonly clusterOf = new Map<string, string>();
  readonly origins = new Map<string, string>();
  nextPlace = 1;

  async byRecord(ids: readonly string[]): Promise<Linked[]> {
    return [...new Set(ids)].flatMap((id) => this.linked.get(id) ?? []);
  }

  async byPlace(places: readonly number[]): Promise<Linked[]> {
    const wanted = new Set(places);
    return [...this.linked.values()].filter(({ place }) => wanted.has(place));
  }

  async known(ids: readonly string[]): Promise<string[]> {
    return ids.filter((id) => this.linked.has(id));
  }

  async heads(contentKeys: readonly string[]): Promise<Map<string, string>> {
    const heads = new Map<string, string>();
    for (const { contentKey, recordId } of this.linked.values())
      if (contentKeys.includes(contentKey) && recordId < (heads.get(contentKey) ?? '\uffff'))
        heads.set(contentKey, recordId);
    return heads;
  }

  async ofContent(contentKey: string): Promise<Linked[]> {
    return [...this.linked.values()].filter((linked) => linked.contentKey === contentKey);
  }

  async behind(representatives: readonly string[]): Promise<Map<string, string[]>> {
    return new Map(
      representatives.map((stand) => [
        stand,
        [...this.linked.values()]
          .filter(({ representative }) => representative === stand)
          .map(({ recordId }) => recordId),
      ]),
    );
  }

  async carriers(keys: readonly number[]): Promise<Map<number, number[]>> {
    return new Map(keys.map((key) => [key, [...(this.keys.get(key) ?? [])]]));
  }

  async crowds(keys: readonly number[]): Promise<Map<number, Crowd>> {
    return new Map(keys.flatMap((key) => (this.dead.has(key) ? [[key, this.dead.get(key) as Crowd]] : [])));
  }

  async edges(ids: readonly string[]): Promise<Edge[]> {
    const wanted = new Set(ids);
    return [...this.edgeOf.values()].filter(({ a, b }) => wanted.has(a) || wanted.has(b));
  }

  /** Takes in what a step changed. */
  keep(changes: LinkChanges): void {
    for (const { recordId } of changes.gone) {
      this.linked.delete(recordId);
      this.clusterOf.delete(recordId);
      this.origins.delete(recordId);
    }
    for (const linked of changes.linked) {
      this.linked.set(linked.recordId, linked);
      this.nextPlace = Math.max(this.nextPlace, linked.place + 1);
    }
    for (const { key, place } of changes.keys.removed) this.keys.get(key)?.delete(place);
    for (const { key, place } of changes.keys.added)
      this.keys.set(key, (this.keys.get(key) ?? new Set<number>()).add(place));
    for (const [key, crowd] of changes.crowds) crowd ? this.dead.set(key, crowd) : this.dead.delete(key);
    const name = ({ type, a, b }: Edge): string => `${type}|${a}|${b}`;
    for (const edge of changes.edges.removed) this.edgeOf.delete(name(edge));
    for (const edge of changes.edges.added) this.edgeOf.set(name(edge), edge);
    for (const { id, members } of changes.clusters) for (const member of members) this.clusterOf.set(member, id);
    for (const [record, root] of changes.origins) this.origins.set(record, root);
  }
}
