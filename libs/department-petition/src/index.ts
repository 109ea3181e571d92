export { petition } from './department.js';
