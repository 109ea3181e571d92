import type { Statements } from '#libs/persistence';
import type { Standpoint } from './assessment.js';
import type { Registries } from './registries.js';

/** From which side matters are judged: that of the inspected unit they belong to, in its newest round, as its packet does. */
export class Standpoints {
  private readonly parents: ReadonlyMap<string, string | undefined>;

  private constructor(
    registries: Registries,
    private readonly rounds: ReadonlyMap<string, string>,
  ) {
    this.parents = new Map(registries.units.map((unit) => [unit.unitId, unit.parentId]));
  }

  static async load(statements: Pick<Statements, 'query'>, registries: Registries): Promise<Standpoints> {
    const rows = await statements.query<{ unit_id: string; start_date: string }>(
      'SELECT t.unit_id, r.start_date FROM round_target t JOIN round r ON r.round_id = t.round_id ORDER BY r.start_date, r.round_id',
    );
    return new Standpoints(registries, new Map(rows.map((row) => [row.unit_id, row.start_date])));
  }

  /** The side of the first target among `unitIds` and the units above them; of no unit in particular where none is inspected. */
  of(unitIds: readonly string[]): Standpoint {
    const hasParent = (id: string): boolean => this.parents.get(id) !== undefined;
    for (const unit of unitIds) {
      const passed = new Set<string>();
      for (let id: string | undefined = unit; id !== undefined && !passed.has(id); id = this.parents.get(id)) {
        const roundStart = this.rounds.get(id);
        if (roundStart) return { unitId: id, roundStart, hasParent };
        passed.add(id);
      }
    }
    return { hasParent };
  }
}
