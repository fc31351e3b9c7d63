import type { AuditAction } from '../../audit/audit-actions.ts';
import type { TextKey } from '../../pages/texts.ts';

/** What people are told of what is in the audit log about them. */
const words = {
  'session.start': 'account.events.signed_in',
  'session.renew': 'account.events.signed_in_again',
  'session.refuse': 'account.events.refused',
  'session.end': 'account.events.signed_out',
  'impersonation.start': 'account.events.impersonated',
  'session.end_others': 'account.events.signed_out_elsewhere',
  'factor.add': 'account.events.factor_added',
  'factor.refuse': 'account.events.factor_refused',
  'factor.rename': 'account.events.factor_renamed',
  'factor.recover': 'account.events.recovery_code',
  'factor.replace': 'account.events.factor_replaced',
  'factor.remove': 'account.events.factor_removed',
  'device.remember': 'account.events.device_remembered',
  'device.forget': 'account.events.device_forgotten',
  'consent.give': 'account.events.consent_given',
  'consent.revoke': 'account.events.consent_revoked',
  'device_request.allow': 'account.events.device_allowed',
  'device_request.deny': 'account.events.device_denied',
  'user.create': 'account.events.created',
  'user.register': 'account.events.registered',
  'user.update': 'account.events.updated',
  'address.prove': 'account.events.address_proved',
  'address.make_primary': 'account.events.address_primary',
  'address.remove': 'account.events.address_removed',
  'user.disable': 'account.events.disabled',
  'user.enable': 'account.events.enabled',
  'user.link': 'account.events.linked',
  'user.unlink': 'account.events.unlinked',
  'user.change_password': 'account.events.password_changed',
  'user.remove_password': 'account.events.password_removed',
  'code.send': 'account.events.code_sent',
  'code.refuse': 'account.events.code_refused',
  'invitation.accept': 'account.events.invitation_accepted',
} as const satisfies Partial<Record<AuditAction, TextKey>>;

/** What they may do in applications is no matter of their account. */
export const notShown: readonly AuditAction[] = [
  'role.assign',
  'role.unassign',
  'group.add_member',
  'group.remove_member',
  // They are told when it begins.
  'impersonation.offer',
];

/** For the examples of the page. */
export const actionsWithWords = Object.keys(words);

/** @param action one that has no words here, or is a newer node's, is a change all the same. */
export const wordsOf = (action: string): TextKey =>
  Object.hasOwn(words, action) ? words[action as keyof typeof words] : 'account.events.other';
