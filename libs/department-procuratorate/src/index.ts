export { procuratorate } from './department.js';
