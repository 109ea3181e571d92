export { annotate, annotateBytes, readBytes, readFile } from './read-file.js';
export { readHere } from './read-here.js';
export {
  BATCH_ROWS,
  DEFAULT_LIMITS,
  type Limits,
  type ReadItem,
  type ReadOptions,
  type ReadRow,
  type SheetItem,
  type SkippedItem,
} from './read-item.js';
export { readJson, readNdjson } from './read-json.js';
export { FileRefusal, type RefusalCode } from './refusal.js';
