export { audit } from './department.js';
