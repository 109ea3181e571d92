import type { UnitEntry, UnitEvent } from '#libs/text';

/** Which of several heirs of a unit a text is about, by the functions that went to them; nothing when it tells none or more than one. */
export type ChooseHeir = (unitId: string, heirs: readonly string[], text: string) => string | undefined;

/** Functions are those of the events that went from the unit to that heir alone. */
export function heirsByFunction(units: readonly UnitEntry[], events: readonly UnitEvent[]): ChooseHeir {
  const idOf = new Map(units.map(({ unitId, name }) => [name, unitId]));
  const ids = (names: readonly string[]): string[] => names.map((name) => idOf.get(name) ?? name);
  const handed = events.map(({ from, to, functions }) => ({ from: ids(from), to: ids(to), functions }));
  return (unitId, heirs, text) => {
    const meant = heirs.filter((heir) =>
      handed.some(
        ({ from, to, functions }) =>
          from.includes(unitId) && to.length === 1 && to[0] === heir && functions.some((what) => text.includes(what)),
      ),
    );
    return meant.length === 1 ? meant[0] : undefined;
  };
}
