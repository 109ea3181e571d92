export { default, discipline } from './department.js';
