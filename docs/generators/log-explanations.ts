/** What a person who reads a line needs to know beside its words. */
export interface Explanation {
  text: string;
  /** Those that are not written down where it is logged. */
  fields?: readonly string[];
  /** In place of the message, where that is put together at run time. */
  shown?: string;
}

const lasting = ['lastedMs', 'failures'];

/**
 * By package and message. `docs/checks/log-lines.test.ts` compares it with what the programs write:
 * each warning and error has an entry here.
 */
export const explanations: Readonly<Record<string, Explanation>> = {
  'gateway: Cannot …': {
    shown:
      'Cannot join the issuer, renew the lease, follow the changes, ask the issuer about tokens',
    text: 'The gateway goes on with its lease while that lasts, and tries again. Check the way to `issuer.internal`, and the secret of the gateways.',
  },
  'gateway: Still cannot …': {
    shown: 'Still cannot …',
    text: 'The same, a while later.',
    fields: lasting,
  },
  'gateway: Can … again': { shown: 'Can … again', text: 'It is over.', fields: lasting },
  'gateway: The issuer does not answer': {
    text: 'One of several issuers, which is left alone for a moment. Where it is the only one, callers whose token is not at hand get 503.',
  },
  'gateway: Expelled by the issuer, joining again': {
    text: 'It was silent for longer than its lease: the process was stopped for seconds, or the network was cut. Its cache is emptied.',
  },
  'gateway: A check by gRPC failed': {
    text: 'A fault of ours: Envoy got an error. Please report it.',
  },
  'gateway: A connection for checks was closed': {
    text: 'What calls the port for `ext_authz` sent frames that ask for nothing. Only Envoy should reach that port.',
  },
  'gateway: The issuer refuses what the gateway asks': {
    text: 'Callers get 503. The secret of the gateways (`SALLYPORT_GATEWAY_SECRET`) differs, or the two are of versions that do not fit.',
  },
  'gateway: An upstream did not answer; the request is sent again': {
    text: 'The caller sees nothing of it.',
    fields: ['err', 'requestId', 'upstream'],
  },
  'gateway: An upstream did not answer': {
    text: 'The caller got 502, 503 or 504. The line of the request, with the same `requestId`, has the kind in `failure`.',
    fields: ['err', 'requestId', 'route', 'upstream'],
  },
  'gateway: A request failed': {
    text: 'A fault of ours: the caller got 500 or a cut answer. Please report it.',
  },
  'gateway: A caller was sending frames of HTTP/2 that ask for nothing. Its connection was closed.':
    {
      text: 'An attack, or a broken client. `flood` says of what. At most one line in a while; `sallyport_gateway_http2_floods_total` has the number.',
    },
  'gateway: A question about a receipt could not be answered': {
    text: 'An administrator asked for the receipt of a refusal, and the issuer took no answer. Ask again; if it repeats, the lines about the issuer say why.',
  },
  'gateway: A request could not be counted': {
    text: 'The request itself was answered. Please report it.',
  },
  'gateway: A sign-in did not succeed': {
    text: 'A page of ours sent the person back with `#auth_error`. `error` and `detail` are from the issuer.',
  },
  'gateway: A trusted proxy opened a connection without a PROXY header that can be read. Is it set to send one?':
    {
      text: '`gateway.proxy_protocol` is on, and the proxy at `peer` does not send the header. Connections from there are closed.',
    },
  'gateway: An upstream fails, and is left out': {
    text: '`reason` says by what: answers, connections or health checks. It comes back by itself.',
  },
  'sallyport: The console could not be built': {
    text: 'In a checkout only: run `node packages/console/build/main.ts` to see why. Everything else works, and a console that was built before is served still.',
  },
  'issuer: mail delayed': {
    text: 'The mail server did not take a mail now: `reason` has its words. It is tried again at `nextAttemptAt`. Check `email.smtp`, the password and the network; `sallyport doctor` tries it.',
  },
  'issuer: mail failed': {
    text: 'The mail server refuses a mail for good, or its time is over. `GET /admin/v1/mails?status=failed` has who it was for, and what is to be done once the cause is mended.',
  },
  'issuer: mail expired': {
    text: 'A mail was not sent before its code died, because no issuer ran or the mail server did not answer.',
  },
  'issuer: too many mails': {
    text: 'A recipient or a network caused as many mails as `email.limits` allows; no further one is sent for now.',
  },
  'issuer: the outbox of mails cannot be read; trying again': {
    text: 'The database did not answer. Mails wait, and none is lost.',
  },
  'issuer: what became of a mail could not be stored; it may be sent again': {
    text: 'The database did not answer after a mail was sent. Its recipient may get it twice, with the same `Message-ID`.',
  },
  'issuer: expelled a silent gateway': {
    text: 'A take-away waited for it until its lease was over. The gateway joins again by itself when it runs.',
  },
  "issuer: this machine's clock differs from the database's, which is used": {
    text: 'Set the clock of the machine (NTP). Gateways and services use their own clocks for JWTs.',
  },
  'issuer: The database was changed under this node. Replace it': {
    text: 'A node of a newer version brought the database up to date. Start this one in that version.',
  },
  'issuer: the database does not answer; requests get 503 until it does': {
    text: 'One line for the whole outage. `the database answers again` has how long it took and how many were refused.',
  },
  'issuer: a password could not be hashed; it is tried again': {
    text: 'The user cannot sign in with a password until it works.',
  },
  'issuer: provider sign-in failed': {
    text: 'The provider’s answer cannot be trusted or was an error: `reason` and `message` say which. Often its client secret has expired.',
    fields: ['failure', 'code', 'reason', 'message'],
  },
  'issuer: userinfo of a provider cannot be read': {
    text: 'The person is signed in when the ID token says enough.',
    fields: ['failure', 'code', 'reason', 'message'],
  },
  'issuer: a provider keeps the groups of a person elsewhere': {
    text: 'The person is in too many groups for a token (Entra ID: 200), and none of `groups` was given. Choose *Groups assigned to the application* in the app registration.',
    fields: ['provider', 'claims'],
  },
  'issuer: provider cannot be discovered': {
    text: 'Its `/.well-known/openid-configuration` does not answer. People see that the provider cannot be reached.',
    fields: ['failure', 'code', 'reason', 'message'],
  },
  'issuer: code replayed; grant revoked': {
    text: 'A code was used twice: stolen, or sent twice by the client. All tokens from it have ended (RFC 9700, section 2.1.1).',
  },
  'issuer: refresh token replayed; grant revoked': {
    text: 'A refresh token that was exchanged before came again: stolen, or a client that keeps old ones. The person signs in again.',
  },
  'issuer: refused': {
    text: 'A request was refused for a reason that may be an attack or a wrong setting. Of many alike the first is a line, and a minute later one more says `, and 17 times more`.',
    fields: ['code', 'method', 'route', 'address'],
  },
  'issuer: sign-in refused': {
    text: 'A password or a provider’s answer was not accepted. The person’s page shows the number in `requestId`. Thinned out as above.',
    fields: ['requestId', 'address', 'client', 'provider', 'user', 'reason'],
  },
  'issuer: too many connections': {
    text: 'One network has as many as `issuer.limits.connections_per_network` allows. Behind a proxy, name it in `issuer.trusted_proxies`.',
  },
  'issuer: maintenance failed; the next run is in an hour': {
    text: '`task` says what. When partitions cannot be made for days, sign-ins fail.',
  },
  'issuer: the breach service does not answer': {
    text: 'New passwords are compared with our own list alone, or refused (`taken` says which), as `password.breach_service_down` has it. Check the way to `password.breach_service`.',
  },
  'issuer: the CAPTCHA provider does not answer': {
    text: 'Forms that send a mail go on without it, a few times in each network; at sign-in, passwords are not taken after failures. Check the way to the provider. Thinned out as above.',
    fields: ['err'],
  },
  'issuer: a CAPTCHA was refused': {
    text: '`reason` says why. Where it was solved on another host, the host of `issuer.url` is not the one that the site key is for. Thinned out as above.',
    fields: ['purpose', 'reason'],
  },
  'issuer: enabling accounts failed': {
    text: 'It is tried again after some seconds. Meanwhile accounts stay disabled whose time is over.',
  },
  'issuer: sealing the audit log failed': {
    text: 'It is tried again after some seconds. Meanwhile events wait for the chain, and none is lost.',
  },
  'issuer: hashing passwords failed': { text: 'It is tried again after some seconds.' },
  'issuer: a refused sign-in is missing in the audit log': {
    text: 'The sign-in was refused all the same; this line has what the audit log lacks.',
  },
  'issuer: a token cannot be swapped': {
    text: 'A fault of ours or of the database, for one token; the gateway answers 503. Please report it.',
  },
  'issuer: keys of a trusted issuer cannot be fetched': {
    text: 'Tokens of that issuer count as inactive when its keys are not known yet.',
  },
  'sallyport: The database is the embedded PostgreSQL of this one machine. Set DATABASE_URL for one that is replicated and backed up.':
    { text: 'Shown where `NODE_ENV` is `production`.' },
  'sallyport: A renewed certificate cannot be used; the old one stays': {
    text: 'Once for each reason. Certificate and key do not fit, or cannot be read.',
  },
  'sallyport: PostgreSQL runs as …, who may not enter …: the database is kept in …': {
    text: 'PostgreSQL does not run as root, and the account that it runs as cannot enter the data directory.',
  },
  'sallyport: The embedded PostgreSQL closed our connection; looking after it': {
    text: 'It is started again if it has ended.',
  },
  'sallyport: The embedded PostgreSQL is lost': { text: 'The process ends. `err` says why.' },
  'sallyport: PostgreSQL does not stop; the next start will adopt it': {
    text: 'Nothing is lost.',
  },
  'sallyport: Stopped because of an unexpected error': {
    text: 'A fault of ours. The supervisor starts the process again. Please report it.',
  },
  'sallyport: A worker ends because of an error': {
    text: 'A fault of ours. The worker is started again. Please report it.',
  },
  'sallyport: A worker cannot be replaced; the old one goes on': {
    text: 'On SIGUSR2: the new worker did not start, for the reason in `err`.',
  },
  'sallyport: …, and is started again': {
    shown: 'A worker of the gateway …, and is started again',
    text: 'It ended by itself, in the way that the line says.',
  },
};

/** Lines whose words are those of an error code, of a database setting, or known at run time only. */
export const atRunTime: Readonly<Record<string, Explanation>> = {
  'issuer warn or error …': {
    shown: 'The description of an error',
    text: 'A request was answered with 5xx. `error` for a fault of ours, with the cause; `warn` where something else does not answer.',
    fields: ['code', 'method', 'route'],
  },
  'issuer debug …': {
    shown: 'The description of an error',
    text: 'A request was refused in the ordinary course (404, `login_required`, …).',
    fields: ['code', 'method', 'route'],
  },
  'issuer warn …': {
    shown: 'Standbys of the database are asynchronous',
    text: 'What was committed last can be lost when the primary is. `sallyport doctor` says what to set.',
  },
};
