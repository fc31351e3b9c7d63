/** What kinds of values templates are given. */
interface Values {
  /** Where to go. As secret as a code. */
  link: string;
  /** What to type. */
  code: string;
  /** One line for a person: a device, a place, a name. Others may have chosen it: it is never a link. */
  text: string;
  /** An e-mail address. */
  address: string;
  /** Shown in the recipient's language, in UTC. */
  time: Date;
}

export type ValueType = keyof Values;

interface MailKindDefinition {
  /** When it is sent, for the documentation. */
  when: string;
  /**
   * `request`: what a stranger can cause for any address, bounded by recipient and network. `notice`: what
   * warns the owner of an account; it has a bound of its own, so that requests cannot use it up.
   */
  group: 'request' | 'notice';
  /** Whether it is about something that expires: then it is not sent later, and says for how long it works. */
  expires: boolean;
  /** By the name in templates. */
  parameters: Readonly<Record<string, ValueType | `${ValueType}?`>>;
}

/** Every mail that there is. */
export const mailKinds = {
  'verify-address': {
    when: 'A person gave an address, and proves that it is theirs.',
    group: 'request',
    expires: true,
    parameters: { link: 'link', code: 'code?' },
  },
  'already-registered': {
    when: 'A person registers with an address that has an account: sent in place of `verify-address`.',
    group: 'request',
    expires: false,
    parameters: { link: 'link' },
  },
  'address-in-use': {
    when: 'A person adds an address that another account has: sent to its owner in place of `verify-address`.',
    group: 'request',
    expires: false,
    parameters: { link: 'link' },
  },
  'reset-password': {
    when: 'A person asks for a new password.',
    group: 'request',
    expires: true,
    parameters: { link: 'link', code: 'code?' },
  },
  'email-code': {
    when: 'A person signs in with a code.',
    group: 'request',
    expires: true,
    parameters: { code: 'code', device: 'text?', place: 'text?' },
  },
  'confirm-mailbox': {
    when: 'A person who has proved a password alone sets up a second factor, connects a provider or adds an address.',
    group: 'request',
    expires: true,
    parameters: { code: 'code', device: 'text?', place: 'text?' },
  },
  'magic-link': {
    when: 'A person signs in with a link.',
    group: 'request',
    expires: true,
    parameters: { link: 'link', device: 'text?', place: 'text?' },
  },
  invitation: {
    when: 'An administrator invites a person.',
    group: 'request',
    expires: true,
    parameters: { link: 'link', inviter: 'text?' },
  },
  'waiting-list-approved': {
    when: 'A person on the waiting list may register.',
    group: 'request',
    expires: true,
    parameters: { link: 'link' },
  },
  'new-device': {
    when: 'A person signed in with a browser that was not used with the account before.',
    group: 'notice',
    expires: false,
    parameters: { at: 'time', device: 'text', place: 'text?', link: 'link' },
  },
  'password-changed': {
    when: 'The password was changed.',
    group: 'notice',
    expires: false,
    parameters: { at: 'time', device: 'text?', place: 'text?', link: 'link' },
  },
  'password-removed': {
    when: 'A person removed their password, and signs in otherwise.',
    group: 'notice',
    expires: false,
    parameters: { at: 'time', device: 'text?', place: 'text?', link: 'link' },
  },
  'address-changed': {
    when: 'The address of the account was changed: sent to the old one.',
    group: 'notice',
    expires: false,
    parameters: { at: 'time', address: 'address', link: 'link' },
  },
  'address-added': {
    when: 'Another address was proved for the account: sent to the primary one.',
    group: 'notice',
    expires: false,
    parameters: { at: 'time', address: 'address', link: 'link' },
  },
  'address-removed': {
    when: 'An address was removed from the account: sent there.',
    group: 'notice',
    expires: false,
    parameters: { at: 'time', address: 'address', link: 'link' },
  },
  'factor-added': {
    when: 'A passkey or another factor was added.',
    group: 'notice',
    expires: false,
    parameters: { at: 'time', factor: 'text', link: 'link' },
  },
  'factor-removed': {
    when: 'A passkey or another factor was removed.',
    group: 'notice',
    expires: false,
    parameters: { at: 'time', factor: 'text', link: 'link' },
  },
  'identity-linked': {
    when: 'A person can sign in with a provider from now on.',
    group: 'notice',
    expires: false,
    parameters: { at: 'time', provider: 'text', link: 'link' },
  },
  'identity-unlinked': {
    when: 'A person can sign in with a provider no more.',
    group: 'notice',
    expires: false,
    parameters: { at: 'time', provider: 'text', link: 'link' },
  },
  impersonated: {
    when: 'An administrator began to act as the person.',
    group: 'notice',
    expires: false,
    parameters: { at: 'time', until: 'time', reason: 'text', link: 'link' },
  },
  'accounts-merged': {
    when: 'An administrator made two accounts one: sent to the address of each.',
    group: 'notice',
    expires: false,
    parameters: { at: 'time', address: 'address', into: 'address', link: 'link' },
  },
  'account-deleted': {
    when: 'The account was deleted.',
    group: 'notice',
    expires: false,
    parameters: { at: 'time' },
  },
} as const satisfies Record<string, MailKindDefinition>;

export type MailKind = keyof typeof mailKinds;

export const isMailKind = (kind: string): kind is MailKind => Object.hasOwn(mailKinds, kind);

type Declared<Kind extends MailKind> = (typeof mailKinds)[Kind]['parameters'];
type OptionalNames<Kind extends MailKind> = {
  [Name in keyof Declared<Kind>]: Declared<Kind>[Name] extends `${string}?` ? Name : never;
}[keyof Declared<Kind>];
type ValueOf<Type> = Type extends `${infer Bare extends ValueType}?`
  ? Values[Bare] | undefined
  : Type extends ValueType
    ? Values[Type]
    : never;

/** What a template of this kind is given: `{ link, code }`. */
export type MailParameters<Kind extends MailKind> = {
  [Name in Exclude<keyof Declared<Kind>, OptionalNames<Kind>>]: ValueOf<Declared<Kind>[Name]>;
} & { [Name in OptionalNames<Kind>]?: ValueOf<Declared<Kind>[Name]> };

/** The parameters of a kind, as a list. */
export const parametersOf = (
  kind: MailKind,
): { name: string; type: ValueType; optional: boolean }[] =>
  Object.entries<string>(mailKinds[kind].parameters).map(([name, declared]) => ({
    name,
    type: declared.replace('?', '') as ValueType,
    optional: declared.endsWith('?'),
  }));
