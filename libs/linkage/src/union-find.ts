/** Disjoint sets over names. The root of a set is its smallest name, whatever the order of unions. */
export class UnionFind {
  private readonly parent = new Map<string, string>();

  constructor(names: Iterable<string> = []) {
    for (const name of names) this.parent.set(name, name);
  }

  find(name: string): string {
    let root = name;
    for (let up = this.parent.get(root); up !== undefined && up !== root; up = this.parent.get(root)) root = up;
    let walk = name;
    while (walk !== root) {
      const up = this.parent.get(walk) ?? root;
      this.parent.set(walk, root);
      walk = up;
    }
    if (!this.parent.has(root)) this.parent.set(root, root);
    return root;
  }

  union(a: string, b: string): string {
    const rootA = this.find(a);
    const rootB = this.find(b);
    const [low, high] = rootA < rootB ? [rootA, rootB] : [rootB, rootA];
    this.parent.set(high, low);
    return low;
  }

  /** All sets, members and sets sorted. */
  groups(): string[][] {
    const groups = new Map<string, string[]>();
    for (const name of [...this.parent.keys()].sort()) {
      const root = this.find(name);
      const group = groups.get(root);
      if (group) group.push(name);
      else groups.set(root, [name]);
    }
    return [...groups.values()];
  }
}
