/** The path of every URL of the issuer, for the server that mounts them and for links to them. */
export const routes = {
  openidConfiguration: '/.well-known/openid-configuration',
  authorizationServerMetadata: '/.well-known/oauth-authorization-server',
  jwks: '/jwks',
  /** Where password managers send a person who is to change a password (W3C, A Well-Known URL for Changing Passwords). */
  wellKnownChangePassword: '/.well-known/change-password',

  home: '/',

  authorize: '/authorize',
  /** Where every sign-in step returns to, and the dispatcher decides the next one. */
  authorizeContinue: (interaction: string) => `/authorize/${encodeURIComponent(interaction)}`,
  /** Asks for the same once more, after it took too long. */
  authorizeAgain: (interaction: string) => `/authorize/${encodeURIComponent(interaction)}/again`,
  token: '/token',
  deviceAuthorization: '/device_authorization',
  introspect: '/introspect',
  revoke: '/revoke',
  authzenConfiguration: '/.well-known/authzen-configuration',
  evaluateAccess: '/access/v1/evaluation',
  evaluateAccesses: '/access/v1/evaluations',
  userinfo: '/userinfo',
  logout: '/logout',

  /** Ends a sign-in from any of its pages. */
  cancelInteraction: (interaction: string) =>
    `/interaction/${encodeURIComponent(interaction)}/cancel`,

  signIn: (interaction: string) => `/sign-in/${encodeURIComponent(interaction)}`,
  /** Drops the identity that waits for a sign-in with the password. */
  cancelLink: (interaction: string) => `/sign-in/${encodeURIComponent(interaction)}/cancel-link`,
  /** The same page, after a form that came without the cookie that it was made for. */
  signInWithoutCookie: (interaction: string) =>
    `/sign-in/${encodeURIComponent(interaction)}?cookie=missing`,
  /** Asks for a new password, where the one that is set is an administrator's. */
  /** The second factors: a code of the authenticator app, or one on paper. */
  totp: (interaction: string) => `/totp/${encodeURIComponent(interaction)}`,
  recoveryCode: (interaction: string) => `/recovery-code/${encodeURIComponent(interaction)}`,
  /** A passkey as the second factor, and one to set up. */
  passkey: (interaction: string) => `/passkey/${encodeURIComponent(interaction)}`,
  setUpPasskey: (interaction: string) => `/set-up-passkey/${encodeURIComponent(interaction)}`,
  /** Which second factor to set up, where there is a choice. */
  setUpFactor: (interaction: string) => `/set-up-factor/${encodeURIComponent(interaction)}`,
  setUpTotp: (interaction: string) => `/set-up-totp/${encodeURIComponent(interaction)}`,
  /** Sends a code, and asks for it, before the first second factor is set up. */
  confirmMailbox: (interaction: string) => `/confirm-mailbox/${encodeURIComponent(interaction)}`,
  checkMailbox: (interaction: string) =>
    `/confirm-mailbox/${encodeURIComponent(interaction)}/check`,
  changePassword: (interaction: string) => `/change-password/${encodeURIComponent(interaction)}`,
  /** Sends a code, and asks for it. */
  emailCode: (interaction: string) => `/email-code/${encodeURIComponent(interaction)}`,
  checkEmailCode: (interaction: string) => `/email-code/${encodeURIComponent(interaction)}/check`,
  /** Sends a link, and asks for the code that it shows in another browser. */
  magicLink: (interaction: string) => `/magic-link/${encodeURIComponent(interaction)}`,
  checkMagicLink: (interaction: string) => `/magic-link/${encodeURIComponent(interaction)}/check`,
  /** Secrets of links are in queries, which no log has. */
  openMagicLink: (interaction: string, secret?: string) =>
    `/magic-link/${encodeURIComponent(interaction)}/open${queryOf({ secret })}`,
  /** Asks for the address, then for the code of the mail, then for the rest. */
  register: (interaction: string) => `/register/${encodeURIComponent(interaction)}`,
  registerCode: (interaction: string) => `/register/${encodeURIComponent(interaction)}/code`,
  registerDetails: (interaction: string) => `/register/${encodeURIComponent(interaction)}/details`,
  openRegistration: (interaction: string, secret?: string) =>
    `/register/${encodeURIComponent(interaction)}/open${queryOf({ secret })}`,
  /** Proves the address of a person who is signed in. */
  verifyAddress: (interaction: string) => `/verify-address/${encodeURIComponent(interaction)}`,
  verifyAddressCode: (interaction: string) =>
    `/verify-address/${encodeURIComponent(interaction)}/code`,
  /** @param interaction what goes on afterwards; it is of use in the same browser alone */
  openAddress: (secret?: string, interaction?: string) =>
    `/verify-address${queryOf({ secret, sign_in: interaction })}`,
  acceptInvitation: (secret?: string) => `/invitation${queryOf({ secret })}`,
  forgotPassword: (interaction: string) => `/forgot-password/${encodeURIComponent(interaction)}`,
  /** @param interaction where it was asked for; it is of use in the same browser alone */
  resetPassword: (secret?: string, interaction?: string) =>
    `/reset-password${queryOf({ secret, sign_in: interaction })}`,
  /** Asks with which account of this browser to go on. */
  selectAccount: (interaction: string) => `/select-account/${encodeURIComponent(interaction)}`,
  /** Asks a person who has an account to agree to new terms. */
  terms: (interaction: string) => `/terms/${encodeURIComponent(interaction)}`,
  consent: (interaction: string) => `/consent/${encodeURIComponent(interaction)}`,
  /** Where a person types the code that a device shows. */
  device: (code?: string) => `/device${queryOf({ user_code: code })}`,
  /** Asks whether the device may go on. */
  confirmDevice: (interaction: string) => `/device/${encodeURIComponent(interaction)}`,
  /** Where it ends, with the answer that was given. */
  deviceAnswered: (answer: 'allowed' | 'denied' | 'over') => `/device/${answer}`,
  federationStart: (provider: string, interaction: string) =>
    `/federation/${encodeURIComponent(provider)}/start/${encodeURIComponent(interaction)}`,
  federationCallback: (provider: string) => `/federation/${encodeURIComponent(provider)}/callback`,

  /** What a person sees and changes of their own account. */
  account: '/account',
  accountSection: (name: string) => `/account/${name}`,
  accountAddresses: {
    /** The page, and where a new one is sent to. */
    add: '/account/addresses',
    code: '/account/addresses/code',
    primary: '/account/addresses/primary',
    remove: '/account/addresses/remove',
  },
  /** Where an administrator begins to act as another person, and ends it. */
  impersonate: (id?: string) => `/account/impersonation${queryOf({ id })}`,
  endImpersonation: '/account/impersonation/end',
  accountSignOut: '/account/sign-out',

  /** A file of the operator: a logo, a style sheet. */
  branding: (name: string) => `/branding/${encodeURIComponent(name)}`,
  language: '/language',
  /** Mails of a development machine; elsewhere there is no such page. */
  shownMails: '/dev/mail',
  shownMail: (id: string) => `/dev/mail/${encodeURIComponent(id)}`,
  shownMailHtml: (id: string) => `/dev/mail/${encodeURIComponent(id)}/html`,

  assets: (name: string) => `/assets/${encodeURIComponent(name)}`,

  links: '/links',
  link: (id: string) => `/links/${encodeURIComponent(id)}`,
  redeemLink: '/links/redeem',

  admin: '/admin/v1',

  joinMembers: '/internal/members',
  renewLease: '/internal/lease',
  leave: '/internal/leave',
  nextChanges: '/internal/changes',
  answerReceipts: '/internal/receipts',
  swap: '/internal/swap',
  readRoutes: '/internal/routes',
  readSession: '/internal/session',
  signOut: '/internal/sign-out',

  live: '/health/live',
  ready: '/health/ready',
} as const;

/**
 * What pages of any origin may call: no cookie counts there, so that nothing is given away to a
 * page that its visitor did not give it (Fetch, section 3.2).
 */
export const anyOriginPaths = [
  routes.openidConfiguration,
  routes.authorizationServerMetadata,
  routes.jwks,
  routes.token,
  routes.deviceAuthorization,
  routes.userinfo,
  routes.revoke,
] as const;

function queryOf(parameters: Record<string, string | undefined>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return given.length > 0 ? `?${new URLSearchParams(given as [string, string][])}` : '';
}
