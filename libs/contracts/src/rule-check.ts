import { getMetadataStorage } from 'class-validator';

/** One decorator of class-validator, ready to be asked. */
interface Check {
  validate(value: unknown, at: unknown): unknown;
  /** What the rule is told; one object for all calls, as rules are synchronous and keep nothing. */
  at: { targetName: string; property: string; object: unknown; value: unknown; constraints: unknown[] };
  each: boolean;
  applies: ((object: object, value: unknown) => boolean) | undefined;
}

interface PropertyPlan {
  name: string;
  /** `IsOptional`, `ValidateIf`: nothing of the property is checked where one of them says no. */
  conditions: ((object: object, value: unknown) => boolean)[];
  checks: Check[];
  nested: boolean;
}

const plans = new Map<unknown, readonly PropertyPlan[] | undefined>();

/**
 * Whether an instance keeps all rules of its class, by the same decorators that `validateSync` reads, without its bookkeeping for messages:
 * a tenth of the time. `true` means that class-validator finds nothing; `false` means: ask class-validator what is wrong.
 */
export function keepsRules(instance: object): boolean {
  const target = instance.constructor;
  if (!plans.has(target)) plans.set(target, planOf(target));
  const plan = plans.get(target);
  return plan?.every((property) => keepsProperty(instance, property)) ?? false;
}

function keepsProperty(object: object, { name, conditions, checks, nested }: PropertyPlan): boolean {
  const value = (object as Record<string, unknown>)[name];
  for (const holds of conditions) if (!holds(object, value)) return true;
  for (const check of checks) if (!passes(object, value, check)) return false;
  return !nested || keepsNested(value);
}

function passes(object: object, value: unknown, check: Check): boolean {
  if (check.applies && !check.applies(object, value)) return true;
  const { at } = check;
  at.object = object;
  at.value = value;
  if (!check.each || !Array.isArray(value)) return check.validate(value, at) === true;
  return value.every((one) => check.validate(one, at) === true);
}

function keepsNested(value: unknown): boolean {
  if (value === undefined) return true;
  if (Array.isArray(value)) return value.every(keepsNested);
  return value instanceof Object && keepsRules(value);
}

/** Nothing for a class without rules (unknown values are forbidden) or with rules that need more than this. */
function planOf(target: unknown): readonly PropertyPlan[] | undefined {
  const storage = getMetadataStorage();
  const rules = storage.getTargetValidationMetadatas(target as () => void, '', false, false);
  const plan = new Map<string, PropertyPlan>();
  for (const rule of rules) {
    const { propertyName: name, type, constraints = [], each, validateIf, constraintCls } = rule;
    const property = plan.get(name) ?? { name, conditions: [], checks: [], nested: false };
    plan.set(name, property);
    if (type === 'whitelistValidation') continue;
    if (type === 'conditionalValidation') property.conditions.push(constraints[0]);
    else if (type === 'nestedValidation') property.nested = true;
    else {
      const found = storage.getTargetValidatorConstraints(constraintCls);
      if (found.length === 0 || found.some((one) => one.async)) return undefined;
      const targetName = (target as { name: string }).name;
      for (const { instance } of found)
        property.checks.push({
          validate: (value, at) => instance.validate(value, at as never),
          at: { targetName, property: name, object: undefined, value: undefined, constraints },
          each,
          applies: validateIf,
        });
    }
  }
  return plan.size === 0 ? undefined : [...plan.values()];
}
