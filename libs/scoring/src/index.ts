export { gradeOf, scoreCheckability } from './checkability.js';
export type { CheckContext, MatterFacts, PersonFact } from './context.js';
export { type ExclusionCode, type ExclusionFacts, exclusionOf } from './exclusions.js';
export { isKeyMatter, type KeyFacts } from './key-matter.js';
export { chooseAmount, type MatterRecord, scoreMatter, scoreSeverity } from './matter.js';
export { CHECKABILITY_RUBRIC } from './rubric.js';
export { SEVERITY_RUBRIC } from './severity.js';
export { STATUS_PRIORITY } from './status.js';
