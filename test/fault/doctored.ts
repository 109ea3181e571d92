/**
 * A service with something done to it: killed at a named point, or broken in a way that a promise forbids.
 * usage: node dist/test/fault/doctored.js <service> <doctoring>…     the names are those of points.ts and variants.ts
 */
import { AGGREGATOR } from '../stack/services.js';
import { POINTS } from './points.js';
import { VARIANTS } from './variants.js';

const [service = '', ...doctorings] = process.argv.slice(2);

for (const doctoring of doctorings) {
  const [name = '', ...parameters] = doctoring.split(':');
  const apply = POINTS[name] ?? VARIANTS[name]?.apply;
  if (!apply) throw new Error(`no doctoring ${name}`);
  apply(...parameters);
}
// The service itself is the one that is delivered: what is done to it is done to the classes that it is made of.
const app = service === AGGREGATOR ? 'aggregator' : service;
await import(new URL(`../../apps/${app}/src/main.js`, import.meta.url).href);
