import { stringify } from 'yaml';
import { type DoorKeeper, departmentDoors } from '#libs/adapter-host';
import { AggregationModule, type Aggregator } from '#libs/aggregation';
import {
  asyncApi,
  EVENT_TYPES,
  eventSchema,
  SOLICITATION_SCHEMA_PATH,
  schemaPath,
  solicitationSchema,
} from '#libs/contracts';
import { DEPARTMENTS } from '#libs/embedded';
import { openApiOf } from '#libs/http';

/** Everything that is made from code and kept under version control, by path from the root. */
export async function generatedFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const type of EVENT_TYPES) files.set(`docs/${schemaPath(type)}`, print(eventSchema(type)));
  files.set(`docs/${SOLICITATION_SCHEMA_PATH}`, print(solicitationSchema()));
  files.set('docs/asyncapi.yaml', `# npm run generate\n${stringify(asyncApi(DEPARTMENTS), { lineWidth: 0 })}`);
  // A preview app is never asked for anything: its doors have nothing behind them.
  const behind = {} as DoorKeeper & Aggregator;
  const openApi = await openApiOf({
    title: '巡前线索汇集枢纽',
    controllers: DEPARTMENTS.map((department) => departmentDoors(department, behind)),
    imports: [AggregationModule.caseApi(behind)],
  });
  files.set('docs/openapi.json', print(openApi));
  return files;
}

const print = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
