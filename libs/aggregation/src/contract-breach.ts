import { validateSync } from 'class-validator';
import { cloudEventType, clueTopic, HubEvent, keepsRules, PAYLOAD_CLASSES, wireInstance } from '#libs/contracts';
import { canonicalJson, recordIdOf, sha256 } from '#libs/kernel';

/** First wrong member of `instance`, or nothing. Of `data`, which is all the envelope has inside, its own wrong member. */
function firstWrong(instance: object): string | undefined {
  if (keepsRules(instance)) return undefined;
  const [error] = validateSync(instance, { forbidUnknownValues: true, stopAtFirstError: true });
  return error?.property === 'data' ? (error.children?.[0]?.property ?? 'data') : error?.property;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Code of what an event from `topic` does against the contract, or nothing.
 * A sender speaks for its own department (the topic's) and for the record its number names, whatever the event claims.
 */
export function contractBreach(topic: string, event: HubEvent): string | undefined {
  if (!isObject(event) || !isObject(event.data)) return 'E-ENVELOPE-data';
  const { data } = event;
  const payloadClass = Object.hasOwn(PAYLOAD_CLASSES, data.eventType) ? PAYLOAD_CLASSES[data.eventType] : undefined;
  if (!payloadClass) return 'E-EVENT-TYPE';
  if (!String(data.schemaVersion).startsWith('1.')) return 'E-SCHEMA-VERSION';
  const envelope = firstWrong(wireInstance(HubEvent, { ...event, data: { ...data, payload: undefined } }));
  if (envelope) return `E-ENVELOPE-${envelope}`.slice(0, 40);
  if (event.type !== cloudEventType(data.eventType)) return 'E-ENVELOPE-type';
  if (clueTopic(data.sourceDept) !== topic) return 'E-TOPIC';
  if (event.subject !== recordIdOf(data.sourceDept, data.sourceSystem, data.sourceRecordId)) return 'E-SUBJECT';
  if (!isObject(data.payload)) return 'E-PAYLOAD-payload';
  const payload = firstWrong(wireInstance(payloadClass as new () => object, data.payload));
  if (payload) return `E-PAYLOAD-${payload}`.slice(0, 40);
  return sha256(canonicalJson(data.payload)) === data.payloadHash ? undefined : 'E-PAYLOAD-HASH';
}
