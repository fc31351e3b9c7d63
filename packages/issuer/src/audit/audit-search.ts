import { networkOf } from '@sallyport/base/network.ts';
import { auditActions } from './audit-actions.ts';

/** Which events are looked for; what is undefined does not matter. */
export interface AuditFilter {
  actor?: string | undefined;
  subject?: string | undefined;
  /** One of the table, or all that begin alike: `user.*`. */
  action?: string | undefined;
  outcome?: 'success' | 'failure' | undefined;
  /** An IP address, or the network of one as events have it. */
  address?: string | undefined;
  from?: Date | undefined;
  /** Not included. */
  until?: Date | undefined;
}

/** The same, as the columns have it. */
export interface AuditSearch extends Omit<AuditFilter, 'action' | 'address'> {
  actions?: readonly string[] | undefined;
  network?: string | undefined;
  /** Of an IPv6 address, whose network has others besides. */
  address?: string | undefined;
}

export const searchOf = ({ action, address, ...filter }: AuditFilter): AuditSearch => ({
  ...filter,
  ...(action === undefined ? {} : { actions: actionsOf(action) }),
  ...(address === undefined ? {} : placeOf(address)),
});

/** Each of them is looked up by itself, so that an index has them in order. */
function actionsOf(action: string): readonly string[] {
  if (!action.endsWith('.*')) return [action];
  return Object.keys(auditActions).filter((each) => each.startsWith(action.slice(0, -1)));
}

function placeOf(address: string): Pick<AuditSearch, 'network' | 'address'> {
  const network = networkOf(address);
  return network === address ? { network } : { network, address };
}

/** What an index leads along, in the order of the list. */
export type Lead = 'subject' | 'actor' | 'actions' | 'network' | 'failure' | 'time';

/**
 * Along which of the filters events are looked for: along the one that usually leaves the fewest. The
 * others are compared on the way.
 */
export function leadOf(search: AuditSearch): Lead {
  if (search.subject !== undefined) return 'subject';
  if (search.actor !== undefined) return 'actor';
  if (search.network !== undefined) return 'network';
  if (search.actions !== undefined) return 'actions';
  return search.outcome === 'failure' ? 'failure' : 'time';
}

/** Whether all events that the index leads to are wanted. */
export function isExact(search: AuditSearch): boolean {
  const { subject, actor, actions, network, address, outcome } = search;
  const conditions = [subject, actor, actions, network, address, outcome];
  const given = conditions.filter((condition) => condition !== undefined).length;
  return given === (leadOf(search) === 'time' ? 0 : 1);
}
