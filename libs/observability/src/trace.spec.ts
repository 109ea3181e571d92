import { csvRows, readProjectFile } from '#libs/kernel';
import { currentTrace, traceFrom, traceIdOf, withTrace } from './trace.js';

const cases = csvRows(readProjectFile('libs/observability/cases/traceparent.csv'));

test.each(cases)('$case', ({ header, traceId }) => {
  expect(traceIdOf(header) ?? '').toBe(traceId);
  const trace = traceFrom(header);
  if (traceId) expect(trace.traceId).toBe(traceId);
  expect(traceIdOf(trace.traceparent)).toBe(trace.traceId);
  expect(trace.traceparent).not.toBe(header);
});

test('work started within a trace keeps it, work beside it has its own', async () => {
  const seen = async (): Promise<string | undefined> => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return currentTrace()?.traceId;
  };
  const traces = [traceFrom(undefined), traceFrom(undefined)];
  const found = await Promise.all(traces.map((trace) => withTrace(trace, seen)));
  expect(found).toEqual(traces.map(({ traceId }) => traceId));
  expect(new Set(found).size).toBe(2);
  expect(currentTrace()).toBeUndefined();
});
