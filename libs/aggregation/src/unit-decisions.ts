import { AppError, derivedId } from '#libs/kernel';
import type { Row, Statements } from '#libs/persistence';
import { appendAudit } from '#libs/security';
import { tableDay } from './table-day.js';

/** An open question of the officers' queue about a written name. */
export interface QueueItem {
  itemId: string;
  recordId: string;
  raw: string;
  /** At most five, best first. */
  candidates: { unitId: string; name: string }[];
}

/** What an officer says of a queue item: the unit that the written name means, in which time (open where not said). */
export interface UnitChoice {
  itemId: string;
  unitId: string;
  from?: string;
  to?: string;
  officer: string;
}

type Reader = Pick<Statements, 'query'>;

/** Written names that an officer has to assign to a unit. */
export async function openUnitItems(statements: Reader): Promise<QueueItem[]> {
  const rows = await statements.query<{ item_id: string; record_id: string; raw: string; candidates: string }>(
    `SELECT item_id, record_id, raw, candidates FROM officer_queue WHERE kind = 'UNIT' AND state = 'OPEN' ORDER BY raw, item_id`,
  );
  const units = await statements.query<{ unit_id: string; name: string }>('SELECT unit_id, name FROM unit');
  const names = new Map(units.map(({ unit_id, name }) => [unit_id, name]));
  return rows.map(({ item_id, record_id, raw, candidates }) => ({
    itemId: item_id,
    recordId: record_id,
    raw,
    candidates: (JSON.parse(candidates) as { unitId: string }[]).map(({ unitId }) => ({
      unitId,
      name: names.get(unitId) ?? unitId,
    })),
  }));
}

/**
 * An officer's choice becomes a dated alias, which decides every record that says the name in that time.
 * @returns id of the decision, by which it can be revoked
 * @throws AppError `E-QUEUE-UNKNOWN`, `E-UNIT-UNKNOWN`, `E-DATE`, `E-DECISION-STANDS`
 */
export async function chooseUnit(statements: Statements, choice: UnitChoice, at: string): Promise<string> {
  const raw = await openName(statements, choice.itemId);
  await checkUnit(statements, choice.unitId);
  const from = dayOf(choice.from, 'first');
  const to = dayOf(choice.to, 'last');
  if (from && to && from > to) throw badDate('--to 早于 --from');
  const decision: DecisionRow = {
    decision_id: derivedId('unit-decision', choice.itemId, choice.unitId, from, at),
    item_id: choice.itemId,
    raw,
    unit_id: choice.unitId,
    valid_from: from,
    valid_to: to,
    replaced: null,
  };
  const standing = await standingDecisions(statements);
  if (standing.some((other) => other.raw === raw && other.unit_id === choice.unitId && other.valid_from === from))
    throw new AppError('E-DECISION-STANDS', 'conflict', '对这一名称已有同样的决定', '先撤销原决定，再重新选择');
  const { decision_id } = decision;
  await statements.insert('unit_decision', [{ ...decision, officer: choice.officer, decided_at: at }]);
  await writeAlias(statements, decision);
  const detail = { itemId: choice.itemId, unitId: choice.unitId, from, to };
  await appendAudit(statements, [{ at, actor: choice.officer, action: 'unit.chosen', objectId: decision_id, detail }]);
  return decision_id;
}

/**
 * Takes a decision back: its alias goes, the one that it replaced returns, and the names are resolved anew.
 * @throws AppError `E-DECISION-UNKNOWN`
 */
export async function revokeUnitChoice(statements: Statements, id: string, officer: string, at: string): Promise<void> {
  const decision = (await standingDecisions(statements)).find(({ decision_id }) => decision_id === id);
  if (!decision) throw new AppError('E-DECISION-UNKNOWN', 'not_found', '没有这一决定，或已撤销', '核对决定编号');
  await statements.query('DELETE FROM unit_alias WHERE decision_id = ?', [id]);
  if (decision.replaced) await statements.insert('unit_alias', [JSON.parse(decision.replaced) as Row]);
  await statements.query('UPDATE unit_decision SET revoked_by = ?, revoked_at = ? WHERE decision_id = ?', [
    officer,
    new Date(at),
    id,
  ]);
  await appendAudit(statements, [
    { at, actor: officer, action: 'unit.choice.revoked', objectId: id, detail: { unitId: decision.unit_id } },
  ]);
}

/** Writes the aliases of all decisions that stand; a registry file that was loaded since may have replaced them. */
export async function keepDecidedAliases(statements: Statements): Promise<void> {
  for (const decision of await standingDecisions(statements)) await writeAlias(statements, decision);
}

interface DecisionRow {
  decision_id: string;
  item_id: string;
  raw: string;
  unit_id: string;
  valid_from: string;
  valid_to: string;
  replaced: string | null;
}

const standingDecisions = (statements: Reader): Promise<DecisionRow[]> =>
  statements.query<DecisionRow>(
    `SELECT decision_id, item_id, raw, unit_id, valid_from, valid_to, replaced FROM unit_decision
     WHERE revoked_at IS NULL ORDER BY decided_at, decision_id`,
  );

async function writeAlias(statements: Statements, { decision_id, raw, unit_id, valid_from, valid_to }: DecisionRow) {
  const key = [unit_id, raw, valid_from];
  const [held] = await statements.query<Record<string, string | null>>(
    'SELECT * FROM unit_alias WHERE unit_id = ? AND alias = ? AND valid_from = ?',
    key,
  );
  if (held?.decision_id === decision_id) return;
  await statements.query('DELETE FROM unit_alias WHERE unit_id = ? AND alias = ? AND valid_from = ?', key);
  await statements.query('UPDATE unit_decision SET replaced = ? WHERE decision_id = ?', [
    held ? JSON.stringify(held) : null,
    decision_id,
  ]);
  await statements.insert('unit_alias', [
    { unit_id, alias: raw, kind: '人工确认', valid_from, valid_to, source: 'decision', decision_id },
  ]);
}

async function openName(statements: Reader, itemId: string): Promise<string> {
  const [item] = await statements.query<{ raw: string; kind: string; state: string }>(
    'SELECT raw, kind, state FROM officer_queue WHERE item_id = ?',
    [itemId],
  );
  if (item?.kind === 'UNIT' && item.state === 'OPEN') return item.raw;
  throw new AppError('E-QUEUE-UNKNOWN', 'not_found', '没有这一待确认单位，或已处理', '用 hub units queue 查看编号');
}

async function checkUnit(statements: Reader, unitId: string): Promise<void> {
  const rows = await statements.query('SELECT unit_id FROM unit WHERE unit_id = ?', [unitId]);
  if (rows.length === 0)
    throw new AppError('E-UNIT-UNKNOWN', 'not_found', `单位登记册中没有 ${unitId}`, '核对单位编号，或先导入单位');
}

function dayOf(said: string | undefined, end: 'first' | 'last'): string {
  const day = tableDay(said, end);
  if (day === undefined) throw badDate('日期应为 YYYY-MM-DD');
  return day;
}

const badDate = (message: string): AppError =>
  new AppError('E-DATE', 'invalid', message, '写成 YYYY-MM-DD，不限的一端不写');
