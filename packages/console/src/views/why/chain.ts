import type { Item } from '../../api/answers.ts';

export type Receipt = Item<'/receipts/{id}'>;

export type Step = 'request' | 'route' | 'credentials' | 'caller' | 'rule';
export type State = 'passed' | 'failed' | 'not reached';

/** The way of a request through the gateway, and where it ended. */
export function chainOf(receipt: Receipt): { step: Step; state: State }[] {
  const steps: Step[] = ['request', 'route', 'credentials', 'caller', 'rule'];
  const failed = steps.indexOf(failedStep(receipt));
  return steps.map((step, index) => ({
    step,
    state: index < failed ? 'passed' : index === failed ? 'failed' : 'not reached',
  }));
}

function failedStep({ route, credentials, rule, caller, error }: Receipt): Step {
  if (rule !== null) return 'rule';
  if (route === null) return 'route';
  if (credentials === 'none') return 'credentials';
  if (caller === null || error === 'invalid_token') return 'caller';
  return 'rule';
}
