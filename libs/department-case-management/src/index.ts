export { caseManagement, default } from './department.js';
