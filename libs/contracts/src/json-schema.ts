import classTransformer from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';
import { HubEvent, PAYLOAD_CLASSES, schemaPath } from './event.js';
import { SOLICITATION_SCHEMA_PATH, SolicitationEvent } from './solicitation.js';
import type { EventType } from './vocabulary.js';

type Schema = Record<string, unknown>;

const SCHEMAS = validationMetadatasToSchemas({
  classValidatorMetadataStorage: getMetadataStorage(),
  classTransformerMetadataStorage: classTransformer.defaultMetadataStorage,
  refPointerPrefix: '#/$defs/',
}) as Record<string, Schema>;

/** Names of the definitions that `schema` refers to, in depth. */
function referenced(schema: unknown, into = new Set<string>()): Set<string> {
  if (Array.isArray(schema)) for (const part of schema) referenced(part, into);
  else if (schema !== null && typeof schema === 'object') {
    for (const [key, value] of Object.entries(schema)) {
      if (key !== '$ref' || typeof value !== 'string') referenced(value, into);
      else {
        const name = value.replace('#/$defs/', '');
        if (into.has(name)) continue;
        into.add(name);
        referenced(SCHEMAS[name], into);
      }
    }
  }
  return into;
}

/** JSON Schema of the classes that decorate `names`, and of all they refer to, for OpenAPI and the event schemas. */
export function definitions(names: readonly string[]): Record<string, Schema> {
  const wanted = new Set(names);
  for (const name of names) referenced(SCHEMAS[name], wanted);
  return Object.fromEntries([...wanted].sort().map((name) => [name, SCHEMAS[name] ?? {}]));
}

/** JSON Schema (2020-12) of one event type: the envelope with that type's payload, made from the validation classes. */
export function eventSchema(type: EventType): Schema {
  const payload = PAYLOAD_CLASSES[type].name;
  const defs = definitions([HubEvent.name, payload]);
  const data = defs.EventData as { properties: Record<string, unknown>; required: string[] };
  defs.EventData = {
    ...data,
    properties: { ...data.properties, eventType: { const: type }, payload: { $ref: `#/$defs/${payload}` } },
    required: [...data.required, 'payload'],
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaPath(type),
    title: type,
    $ref: '#/$defs/HubEvent',
    $defs: defs,
  };
}

/** JSON Schema of a solicitation in its envelope. */
export const solicitationSchema = (): Schema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: SOLICITATION_SCHEMA_PATH,
  title: 'SOLICITATION_ISSUED',
  $ref: `#/$defs/${SolicitationEvent.name}`,
  $defs: definitions([SolicitationEvent.name]),
});
