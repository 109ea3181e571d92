import type { Department } from '#libs/contracts';
import { audit } from '#libs/department-audit';
import { caseManagement } from '#libs/department-case-management';
import { discipline } from '#libs/department-discipline';
import { petition } from '#libs/department-petition';
import { procuratorate } from '#libs/department-procuratorate';
import { AppError } from '#libs/kernel';

/** Every department of the embedded hub, in the order of the packet. A new department is one line here. */
export const DEPARTMENTS: readonly Department[] = [discipline, caseManagement, audit, petition, procuratorate];

/** The department that commands and paths call `name`. @throws AppError `E-DEPARTMENT` */
export function departmentNamed(name: string): Department {
  const found = DEPARTMENTS.find((department) => department.name === name);
  if (found) return found;
  const known = DEPARTMENTS.map((department) => `${department.name}（${department.label}）`).join('、');
  throw new AppError('E-DEPARTMENT', 'invalid', `没有名为 ${name} 的部门`, `可用：${known}`);
}
