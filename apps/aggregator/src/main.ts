import { startAggregator } from '#libs/aggregation';
import { readConfig } from '#libs/config';
import { serveUntilStopped } from '#libs/http';

await serveUntilStopped(async () => startAggregator(readConfig()));
