/** What is told of an action on the reference page, which is made of this table. */
interface AuditActionDescription {
  /** What happened, as a sentence that begins with a person or a part. */
  when: string;
  actor: string;
  subjects: string;
  detail?: Readonly<Record<string, string>>;
}

const person = '`user:<id>`';
const caller = 'who called the admin API: `user:<id>` or `client:<id>`';
const client = '`client:<id>`';
const account = '`user:<id>`';
const withProvider = '`user:<id>`, `provider:<id>`';

/** Everything that is written to the audit log. */
export const auditActions = {
  'session.start': {
    when: 'A person signed in.',
    actor: person,
    subjects: '`session:<id>`, `user:<id>`',
    detail: {
      amr: 'how the person proved who they are, RFC 8176: `["pwd"]`, or what a provider said whose word counts for two factors',
      acr: 'how sure that is: `aal1`, `aal2` or `phr`',
      provider: 'the provider; absent after a password',
    },
  },
  'session.renew': {
    when: 'A person signed in again, in the session that the browser had.',
    actor: person,
    subjects: '`session:<id>`, `user:<id>`',
    detail: { amr: 'as above', acr: 'as above', provider: 'as above' },
  },
  'session.refuse': {
    when: 'A password was wrong, or the account is disabled. For addresses without an account there is a line in the log only.',
    actor: '`anonymous`',
    subjects: account,
    detail: { reason: 'why, as in the log' },
  },
  'session.end': {
    when: 'A person signed out, or an administrator ended the session; all tokens of it ended.',
    actor: `${person}, or ${caller}`,
    subjects: '`session:<id>`, `user:<id>`',
  },
  'session.end_all': {
    when: 'An administrator signed a person out everywhere; all their tokens ended.',
    actor: caller,
    subjects: '`user:<id>`',
  },
  'session.end_others': {
    when: 'A person signed out everywhere else; all tokens ended but those of the session that they did it in.',
    actor: person,
    subjects: '`user:<id>`, and `session:<id>` of the one that is left',
  },
  'token.revoke': {
    when: 'A client revoked an access token (RFC 7009).',
    actor: client,
    subjects: '`token:<id>`',
  },
  'grant.revoke': {
    when: 'What a person allowed a client ended, and all tokens of it.',
    actor: '`client:<id>`, or `anonymous` where a stolen code or refresh token was used',
    subjects: '`grant:<id>`',
    detail: { reason: 'revoked by the client, or a code or refresh token was used twice' },
  },
  'factor.add': {
    when: 'A person set up a second factor.',
    actor: person,
    subjects: account,
    detail: { factor: '`totp` or `passkey`', name: 'of a passkey' },
  },
  'factor.rename': {
    when: 'A person gave a passkey another name.',
    actor: person,
    subjects: account,
    detail: { name: 'the new one' },
  },
  'factor.refuse': {
    when: 'A passkey was refused whose counter had not risen since it was last used: there may be a copy of it.',
    actor: '`anonymous`',
    subjects: account,
    detail: { factor: '`passkey`', reason: 'why' },
  },
  'factor.recover': {
    when: 'A person used a recovery code in place of a second factor.',
    actor: person,
    subjects: account,
    detail: { left: 'how many are left' },
  },
  'factor.replace': {
    when: 'A person put another authenticator app in the place of theirs, or made new recovery codes.',
    actor: person,
    subjects: account,
    detail: { factor: '`totp` or `recovery_codes`' },
  },
  'factor.remove': {
    when: 'The app with its recovery codes, or a passkey, was taken away from a person; their sessions and tokens ended, but for the session in which they did it themselves.',
    actor: `${person}, or ${caller}; or \`provider:<id>\`, as \`user.unlink\``,
    subjects: account,
    detail: { factor: '`totp` or `passkey`', name: 'of a passkey' },
  },
  'device.remember': {
    when: 'A person chose not to be asked for a second factor again in a browser for a while.',
    actor: person,
    subjects: account,
    detail: { until: 'when they are asked again at the latest' },
  },
  'device.forget': {
    when: 'A remembered browser is asked for a second factor again.',
    actor: `${person}, or \`anonymous\` where a copy of what the browser is known by was used`,
    subjects: account,
    detail: { reason: 'why, where the person did not choose it', count: 'how many browsers' },
  },
  'provider.create': {
    when: 'A provider was made, at which people can sign in.',
    actor: caller,
    subjects: '`provider:<id>`',
    detail: { type: 'as in the file' },
  },
  'provider.update': {
    when: 'A provider was changed.',
    actor: caller,
    subjects: '`provider:<id>`',
    detail: {
      changed: 'which fields, and `secret` where there is another one',
      before: 'their values until then',
      after: 'their values from then on',
    },
  },
  'provider.delete': {
    when: 'A provider was deleted. What people had signed in there with ended.',
    actor: caller,
    subjects: '`provider:<id>`',
    detail: { people: 'how many signed in there and in no other way, 10,000 at most' },
  },
  'route.create': {
    when: 'A route of the gateways was made.',
    actor: caller,
    subjects: '`route:<id>`',
    detail: { definition: 'the route, as a file would have it' },
  },
  'route.update': {
    when: 'A route of the gateways was changed.',
    actor: caller,
    subjects: '`route:<id>`',
    detail: {
      changed: 'which of its keys',
      before: 'their values until then, null where there was none',
      after: 'their values from then on',
    },
  },
  'route.delete': {
    when: 'A route of the gateways was deleted; what it was for is refused, or is for a wider one.',
    actor: caller,
    subjects: '`route:<id>`',
    detail: { definition: 'the route, as above' },
  },
  'trusted_issuer.create': {
    when: 'Another issuer was trusted.',
    actor: caller,
    subjects: '`trusted_issuer:<issuer>`',
    detail: { definition: 'what is said of it, as the admin API shows it' },
  },
  'trusted_issuer.update': {
    when: 'What is said of a trusted issuer was changed.',
    actor: caller,
    subjects: '`trusted_issuer:<issuer>`',
    detail: {
      changed: 'which of its keys',
      before: 'their values until then',
      after: 'their values from then on',
    },
  },
  'trusted_issuer.delete': {
    when: 'An issuer is trusted no longer: its tokens are refused.',
    actor: caller,
    subjects: '`trusted_issuer:<issuer>`',
    detail: { definition: 'as above' },
  },
  'policy.update': {
    when: 'How the issuer decides was changed, or is as by default again.',
    actor: caller,
    subjects: '`policy:<section of the file>`',
    detail: {
      changed: 'which of its keys',
      before: 'their values until then',
      after: 'their values from then on',
    },
  },
  'branding.update': {
    when: 'What the pages look like was changed, or is as by default again.',
    actor: caller,
    subjects: '`policy:branding`',
  },
  'key.rotate': {
    when: 'A new key was made. It is published from now on, and signs later.',
    actor: caller,
    subjects: '`key:<kid>`',
    detail: { alg: 'what it signs or seals with', signs_from: 'from when on' },
  },
  'key.withdraw': {
    when: 'A key was withdrawn in an emergency: what it signed or sealed is refused.',
    actor: caller,
    subjects: '`key:<kid>`',
    detail: { alg: 'what it signed or sealed with' },
  },
  'consent.give': {
    when: 'A person agreed to what an application of a third party asked for.',
    actor: person,
    subjects: '`user:<id>`, `client:<id>`',
    detail: { scope: 'the scopes', apis: 'the APIs' },
  },
  'consent.revoke': {
    when: 'What a person lets an application do was taken back, and all tokens of it ended.',
    actor: `${person}, or ${caller}`,
    subjects: '`user:<id>`, `client:<id>`, and `grant:<id>` of each grant that ended',
  },
  'device_request.allow': {
    when: 'A person let a device go on that shows a code (RFC 8628).',
    actor: person,
    subjects: '`user:<id>`, `client:<id>`, `grant:<id>`',
    detail: { scope: 'the scopes', apis: 'the APIs' },
  },
  'device_request.deny': {
    when: 'A person did not let a device go on that shows a code: they said that they had not started it, or left the sign-in.',
    actor: `${person}, or \`anonymous\` for who left before they signed in again`,
    subjects: '`user:<id>` where they are known, `client:<id>`',
  },
  'link.create': {
    when: 'A client made an action link.',
    actor: client,
    subjects: '`link:<id>`',
  },
  'link.revoke': {
    when: 'A client revoked an action link.',
    actor: client,
    subjects: '`link:<id>`',
  },
  'user.create': {
    when: 'An account was made: by the admin API, or by the first sign-in with a provider.',
    actor: `${caller}; or \`provider:<id>\``,
    subjects: '`user:<id>`, and `provider:<id>` for a sign-in',
    detail: {
      email_verified: 'whether the provider vouches for the address (sign-in only)',
      groups: 'which the account was put into (sign-in only)',
    },
  },
  'user.import': {
    when: 'An account was made by an import, with the roles and groups that the file has for it.',
    actor: caller,
    subjects: '`user:<id>`, `role:<name>` and `group:<name>` of what it was given',
  },
  'user.export': {
    when: 'All people were exported.',
    actor: caller,
    subjects: '`users`',
    detail: { password_hashes: 'whether the hashes of their passwords were among it' },
  },
  'user.update': {
    when: 'An account was changed.',
    actor: `${person}, or ${caller}`,
    subjects: account,
    detail: { changed: 'names of what is different now, without the values; `password` too' },
  },
  'address.prove': {
    when: 'An address was proved to be a person’s, by a code that was sent there.',
    actor: person,
    subjects: account,
    detail: { primary: 'whether it took the place of the one of before, which was not proved' },
  },
  'address.make_primary': {
    when: 'Another address of a person became the one that applications are told.',
    actor: person,
    subjects: account,
  },
  'address.remove': {
    when: 'An address was removed from an account; codes and half-done sign-ins of it ended.',
    actor: `${person}, or ${caller}; or \`provider:<id>\`, as \`user.unlink\``,
    subjects: account,
  },
  'user.disable': {
    when: 'An account was disabled, and its sessions ended; or the end of that was changed.',
    actor: caller,
    subjects: account,
    detail: {
      until: 'when it is enabled by itself, where it is not for good',
      reason: 'what the caller said',
    },
  },
  'user.enable': {
    when: 'An account was enabled.',
    actor: `${caller}, or \`issuer\` where it was disabled until then`,
    subjects: account,
    detail: { reason: 'what the caller said' },
  },
  'impersonation.offer': {
    when: 'An administrator asked to act as a person, and may begin within five minutes.',
    actor: 'the administrator: `user:<id>`',
    subjects: account,
    detail: { reason: 'why', lifetime: 'for how many seconds' },
  },
  'impersonation.start': {
    when: 'An administrator began to act as a person. What is done in it has the administrator as its actor; `session.end` is its end, where it does not end by itself.',
    actor: 'the administrator: `user:<id>`',
    subjects: '`user:<id>` of the person, `session:<id>`',
    detail: {
      reason: 'why',
      until: 'when it ends by itself',
      acr: 'how sure it is who the administrator is',
    },
  },
  'user.merge': {
    when: 'Two accounts of a person became one: the second one is gone.',
    actor: caller,
    subjects: '`user:<id>` of the one that stays, `user:<id>` of the other one',
    detail: {
      reason: 'what the caller said',
      roles: 'that came with it',
      groups: 'that came with it',
      organizations: 'that came with it, by key',
      identities: 'how many came with it',
      resource_roles: 'how many came with it',
    },
  },
  'user.delete': {
    when: 'An account was deleted. Where its owner did it, it is not kept from where.',
    actor: `${person}, ${caller}, or \`configuration\` where the file no longer has it`,
    subjects: account,
  },
  'user.link': {
    when: 'An identity at a provider was linked to an account.',
    actor: `${caller}; \`user:<id>\` after the password or on the account page; \`provider:<id>\` by its verified address`,
    subjects: withProvider,
    detail: {
      by: 'what else the person signed in with, as `password`; or `verified e-mail address`, or `required provider` where the owner of the address came to an account that another provider had made, or `account` for the account page; absent when an administrator did it',
    },
  },
  'user.unlink': {
    when: 'An identity at a provider was unlinked from an account, which was signed out, but for the session in which the person did it.',
    actor: `${person}, or ${caller}; \`provider:<id>\` of the owner’s provider, where another one had made the account`,
    subjects: account,
    detail: { issuer: 'of the identity' },
  },
  'user.register': {
    when: 'A person made an account for themselves, with an address that they proved to be theirs.',
    actor: person,
    subjects: account,
    detail: {
      groups: 'which the account was put into',
      terms: 'the version that the person agreed to',
    },
  },
  'terms.accept': {
    when: 'A person who has an account agreed to the terms.',
    actor: person,
    subjects: account,
    detail: { terms: 'the version' },
  },
  'user.change_password': {
    when: 'A person set another password for themselves; sign-ins that were half-way ended.',
    actor: person,
    subjects: account,
    detail: {
      by: '`reset` by a link in a mail, `forced` when an administrator asked for it, or `account` on the page of the account',
      sessions:
        '`end` where all sessions and grants ended, `end_others` where all others did, or `keep`',
    },
  },
  'user.remove_password': {
    when: 'A person removed their password on the page of the account; all other sessions and grants ended.',
    actor: person,
    subjects: account,
  },
  'code.send': {
    when: 'A person asked for a mail with a code or a link, or an administrator had one sent to them. For addresses without an account there is no subject.',
    actor: '`anonymous`, or the administrator',
    subjects: account,
    detail: {
      purpose: 'what it is for: `email-code`, `magic-link`, `verify-address`, `reset-password`',
    },
  },
  'code.refuse': {
    when: 'A code was typed that is not the one of the mail.',
    actor: '`anonymous`',
    subjects: account,
    detail: { purpose: 'as above' },
  },
  'invitation.create': {
    when: 'A person was invited.',
    actor: caller,
    subjects: '`invitation:<id>`',
    detail: {
      roles: 'what they get',
      groups: 'what they get',
      organization: 'the key of the one that they become a member of, if there is one',
      organization_roles: 'what they get within it',
    },
  },
  'invitation.resend': {
    when: 'An invitation was sent again, with a new link.',
    actor: caller,
    subjects: '`invitation:<id>`',
  },
  'invitation.withdraw': {
    when: 'An invitation was taken back.',
    actor: caller,
    subjects: '`invitation:<id>`',
  },
  'invitation.accept': {
    when: 'An invitation was accepted: with a new account, or for the one of its address.',
    actor: person,
    subjects: '`invitation:<id>`, `user:<id>`',
    detail: {
      roles: 'what they got',
      groups: 'what they got',
      organization: 'as above',
      organization_roles: 'as above',
      terms: 'as above',
    },
  },
  'waiting_list.join': {
    when: 'A person with an address that they proved to be theirs asked to be let in.',
    actor: '`anonymous`',
    subjects: '`waiting:<id>`',
  },
  'waiting_list.approve': {
    when: 'A person on the waiting list was invited.',
    actor: caller,
    subjects: '`waiting:<id>`, `invitation:<id>`',
  },
  'waiting_list.remove': {
    when: 'A person was taken off the waiting list.',
    actor: caller,
    subjects: '`waiting:<id>`',
  },
  'role.assign': {
    when: 'A user, a group or a client was given a role.',
    actor: caller,
    subjects: '`user:<id>`, `group:<name>` or `client:<id>`, and `role:<name>`',
    detail: { valid_until: 'when it ends by itself, or null' },
  },
  'role.unassign': {
    when: 'A role was taken from a user, a group or a client.',
    actor: caller,
    subjects: '`user:<id>`, `group:<name>` or `client:<id>`, and `role:<name>`',
  },
  'resource_role.assign': {
    when: 'A user, a group or a client was given a role on one resource.',
    actor: caller,
    subjects: '`user:<id>`, `group:<name>` or `client:<id>`, and `role:<name>`',
    detail: {
      type: 'the type of the resource',
      identifier: 'which one it is',
      valid_until: 'when it ends by itself, or null',
    },
  },
  'resource_role.unassign': {
    when: 'A role on one resource was taken from a user, a group or a client.',
    actor: caller,
    subjects: '`user:<id>`, `group:<name>` or `client:<id>`, and `role:<name>`',
    detail: { type: 'the type of the resource', identifier: 'which one it was' },
  },
  'organization.create': {
    when: 'An organization was made.',
    actor: caller,
    subjects: '`organization:<id>`',
    detail: { key: 'what clients name it by' },
  },
  'organization.update': {
    when: 'An organization was renamed, disabled or enabled.',
    actor: caller,
    subjects: '`organization:<id>`',
    detail: { name: 'the new one, where it is new', disabled: 'whether it is, where that is new' },
  },
  'organization.delete': {
    when: 'An organization was deleted, with its members and their roles within.',
    actor: caller,
    subjects: '`organization:<id>`',
    detail: { key: 'what clients named it by' },
  },
  'organization.add_member': {
    when: 'A user became a member of an organization.',
    actor: `${caller}; ${person} whose new account has an address of its domain`,
    subjects: '`user:<id>`, `organization:<id>`',
    detail: { domain: 'of the address, where that is why' },
  },
  'organization.remove_member': {
    when: 'A user was removed from an organization, with their roles within.',
    actor: caller,
    subjects: '`user:<id>`, `organization:<id>`',
  },
  'organization.set_branding': {
    when: 'What the sign-in pages of an organization look like was changed.',
    actor: caller,
    subjects: '`organization:<id>`',
  },
  'organization.set_domain': {
    when: 'An organization got a mail domain, or what the domain does was changed.',
    actor: caller,
    subjects: '`organization:<id>`',
    detail: {
      domain: 'which one',
      provider: 'where its people are led to sign in, or null',
      admits: 'whether new accounts of it become members',
    },
  },
  'organization.claim_domain': {
    when: 'An organization was given a mail domain that DNS has to show to be its own first.',
    actor: caller,
    subjects: '`organization:<id>`',
    detail: {
      domain: 'which one',
      provider: 'where its people are to be led to sign in, or null',
      admits: 'whether new accounts of it are to become members',
    },
  },
  'organization.verify_domain': {
    when: 'DNS showed that a mail domain is that of the organization: from now on it does what was asked for.',
    actor: caller,
    subjects: '`organization:<id>`',
    detail: { domain: 'which one' },
  },
  'organization.remove_domain': {
    when: 'A mail domain was taken from an organization, or one that was not proved yet.',
    actor: caller,
    subjects: '`organization:<id>`',
    detail: { domain: 'which one' },
  },
  'organization.assign_role': {
    when: 'A member, or all members of an organization, were given a role within it.',
    actor: caller,
    subjects: '`user:<id>` unless it is of all, `organization:<id>`, and `role:<name>`',
    detail: { valid_until: 'when it ends by itself, or null' },
  },
  'organization.unassign_role': {
    when: 'A role within an organization was taken from a member, or from all.',
    actor: caller,
    subjects: '`user:<id>` unless it was of all, `organization:<id>`, and `role:<name>`',
  },
  'role.create': {
    when: 'A role was made.',
    actor: caller,
    subjects: '`role:<name>`',
    detail: { permissions: 'what those who have it may do' },
  },
  'role.update': {
    when: 'The permissions of a role were changed.',
    actor: caller,
    subjects: '`role:<name>`',
    detail: { given: 'permissions that it has now', taken: 'permissions that it had' },
  },
  'role.delete': {
    when: 'A role was deleted, and so taken from everyone who had it.',
    actor: caller,
    subjects: '`role:<name>`',
    detail: { permissions: 'what it gave' },
  },
  'group.create': {
    when: 'A group was made.',
    actor: caller,
    subjects: '`group:<name>`',
    detail: { parent: 'the group above it, or null', roles: 'what its members get' },
  },
  'group.move': {
    when: 'A group was put below another one, or below none.',
    actor: caller,
    subjects: '`group:<name>`',
    detail: { from: 'the group above it before, or null', parent: 'as above' },
  },
  'group.delete': {
    when: 'A group was deleted, and its members lost what it gave them.',
    actor: caller,
    subjects: '`group:<name>`',
    detail: { parent: 'as above', roles: 'as above' },
  },
  'api.create': {
    when: 'An API was made.',
    actor: caller,
    subjects: '`api:<id>`',
    detail: { permissions: 'what roles can give at it' },
  },
  'api.update': {
    when: 'An API was changed.',
    actor: caller,
    subjects: '`api:<id>`',
    detail: {
      changed: 'names of what is different now',
      before: 'their values until then',
      after: 'their values since',
      given: 'permissions that it has now',
      taken: 'permissions that it had',
    },
  },
  'api.delete': {
    when: 'An API was deleted; tokens for it are refused.',
    actor: caller,
    subjects: '`api:<id>`',
    detail: { permissions: 'as above' },
  },
  'group.add_member': {
    when: 'A user was put into a group.',
    actor: `${caller}; \`provider:<id>\` where it said so at a sign-in`,
    subjects: '`user:<id>`, `group:<name>`',
    detail: { valid_until: 'when it ends by itself, or null; missing where a provider gave it' },
  },
  'group.remove_member': {
    when: 'A user was taken out of a group.',
    actor: `${caller}; \`provider:<id>\` where it said so at a sign-in`,
    subjects: '`user:<id>`, `group:<name>`',
  },
  'client.disable': {
    when: 'A client was disabled; its tokens are refused.',
    actor: caller,
    subjects: '`client:<id>`',
  },
  'client.enable': {
    when: 'A client was enabled.',
    actor: caller,
    subjects: '`client:<id>`',
  },
  'client.create': {
    when: 'A client was made.',
    actor: caller,
    subjects: '`client:<id>`',
    detail: { type: 'as in the file', apis: 'that it may call', roles: 'that it has by itself' },
  },
  'client.update': {
    when: 'What is registered of a client was changed.',
    actor: caller,
    subjects: '`client:<id>`',
    detail: {
      changed: 'names of what is different now',
      before: 'their values until then; never a secret',
      after: 'their values since',
    },
  },
  'client.rotate_secret': {
    when: 'A client got a new secret; the one that was used until then stays valid.',
    actor: caller,
    subjects: '`client:<id>`',
  },
  'client.end_former_secret': {
    when: 'The secret of before is not valid any more.',
    actor: caller,
    subjects: '`client:<id>`',
  },
  'client.delete': {
    when: 'A client was deleted, with all its tokens, grants and links.',
    actor: caller,
    subjects: '`client:<id>`',
  },
  'mail.fail': {
    when: 'A mail could not be sent, and is not tried again by itself.',
    actor: '`issuer`',
    subjects: '`mail:<id>`, as in the admin API',
    detail: { kind: 'of the mail: `reset-password`', reason: 'what the mail server said' },
  },
  'mail.retry': {
    when: 'A mail that failed is tried again.',
    actor: caller,
    subjects: '`mail:<id>`',
  },
  'admin.refuse': {
    when: 'A call of the admin API was refused, for the caller may not do that. Of each caller at most 10 in an hour, at each node.',
    actor: caller,
    subjects: '`admin`',
    detail: { operation: 'what was asked for: `DELETE /users/{id}`' },
  },
  'audit.drop': {
    when: 'Events that are older than `audit.retention` were dropped.',
    actor: '`issuer`',
    subjects: '`audit`',
    detail: {
      until: 'events from before are gone',
      batch: 'the last batch of the chain that went',
    },
  },
  'configuration.apply': {
    when: 'A configuration that differs from the last one was applied. 300 lines of a kind are kept, the rest is a number.',
    actor: '`configuration`; who called the admin API, where it was applied there',
    subjects: 'everything that was changed, and `routes`',
    detail: {
      added: 'what is new',
      changed: 'what is different',
      removed: 'what is gone',
      given: 'who may do more: `user:<id>: role support`',
      taken: 'who may do less',
      drift: 'what had been changed beside the file, and was put back',
    },
  },
} as const satisfies Record<string, AuditActionDescription>;

export type AuditAction = keyof typeof auditActions;

type KeysOfEach<Union> = Union extends { detail: infer Detail } ? keyof Detail : never;

/** A fact of any action. What is not in the table does not compile. */
export type AuditDetail = Partial<Record<KeysOfEach<(typeof auditActions)[AuditAction]>, unknown>>;
