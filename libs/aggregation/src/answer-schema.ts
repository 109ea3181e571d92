import { DEPARTMENT_CODES } from '#libs/contracts';

/** Words of JSON Schema in which answers are described. */
export type Schema = Record<string, unknown>;

export const text: Schema = { type: 'string' };
export const flag: Schema = { type: 'boolean' };
export const whole: Schema = { type: 'integer', minimum: 0 };
export const moment: Schema = { type: 'string', format: 'date-time' };
export const department: Schema = { type: 'string', enum: [...DEPARTMENT_CODES] };
export const listOf = (items: Schema): Schema => ({ type: 'array', items });

/** A closed object; names that end in `?` may be absent. */
export function closed(members: Record<string, Schema>): Schema {
  const entries = Object.entries(members).map(([name, schema]) => [name.replace(/\?$/u, ''), schema] as const);
  const required = Object.keys(members).filter((name) => !name.endsWith('?'));
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(entries), required };
}

/** The same under a name of its own in the document. */
export const named = (title: string, members: Record<string, Schema>): Schema => ({ title, ...closed(members) });

/** Options of `@ApiResponse` for an answer in JSON. */
export const json = (description: string, schema: Schema) => ({
  status: 200,
  description,
  content: { 'application/json': { schema } },
});
