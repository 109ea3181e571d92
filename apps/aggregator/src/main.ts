import { startAggregator } from '#libs/aggregation';
import { readConfig } from '#libs/config';
import { onShutdown } from '#libs/http';

const aggregator = await startAggregator(readConfig());
process.stdout.write(aggregator.greeting);
onShutdown(aggregator.close);
