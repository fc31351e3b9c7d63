import type { MetricDefinition } from '@sallyport/base/metrics/definition.ts';
import { requestDuration } from '@sallyport/base/metrics/request-duration.ts';

/** What an issuer measures. */
export const issuerMetrics = {
  requests: requestDuration,
  tokens: {
    name: 'sallyport.issuer.tokens',
    kind: 'counter',
    unit: '{request}',
    description: 'Requests to the token endpoint, by grant and by ok or the error code.',
    attributes: ['sallyport.grant', 'sallyport.result'],
    alert: 'invalid_client or invalid_grant jumps: a secret was changed, or an attacker guesses.',
  },
  deviceRequests: {
    name: 'sallyport.issuer.device_requests',
    kind: 'counter',
    unit: '{request}',
    description:
      'Requests of devices (RFC 8628): begun, or the error code; and answers of people: allowed or denied.',
    attributes: ['sallyport.result'],
    alert: 'denied jumps: an attacker sends people codes of requests that they did not start.',
  },
  introspections: {
    name: 'sallyport.issuer.introspections',
    kind: 'counter',
    unit: '{request}',
    description: 'Introspections: active, inactive, or the error code.',
    attributes: ['sallyport.result'],
  },
  signIns: {
    name: 'sallyport.issuer.sign_ins',
    kind: 'counter',
    unit: '{request}',
    description:
      'Passwords that were sent, and people who came back from a provider: ok or refused. The method is `password` or the id of the provider.',
    attributes: ['sallyport.sign_in.method', 'sallyport.result'],
    alert:
      'refused jumps: passwords are being guessed, or a provider does not answer as it should.',
  },
  links: {
    name: 'sallyport.issuer.links',
    kind: 'counter',
    unit: '{request}',
    description: 'Action links that were made, redeemed and revoked, by ok or the error code.',
    attributes: ['sallyport.operation', 'sallyport.result'],
  },
  mails: {
    name: 'sallyport.issuer.mails',
    kind: 'counter',
    unit: '{attempt}',
    description:
      'Attempts to send a mail, by its kind: sent, delayed (tried again later), failed (refused for good), and mails that expired before they could be sent.',
    attributes: ['sallyport.mail.kind', 'sallyport.result'],
    alert:
      'failed or expired grow: people do not get their codes. The mail server says why, in the log.',
  },
  mailsQueued: {
    name: 'sallyport.issuer.mails.queued',
    kind: 'gauge',
    unit: '{mail}',
    description:
      'Mails that wait to be sent, the same on every issuer; more than 10,000 are not counted.',
    attributes: [],
  },
  oldestMail: {
    name: 'sallyport.issuer.mails.oldest',
    kind: 'gauge',
    unit: 's',
    description: 'How long the oldest of them has waited, the same on every issuer.',
    attributes: [],
    alert: 'it passes five minutes: the mail server does not take mails, or no issuer sends them.',
  },
  takeAways: {
    name: 'sallyport.issuer.take_away.duration',
    kind: 'histogram',
    unit: 's',
    description:
      'Changes after which something is allowed less, until no gateway can act on the old state.',
    attributes: ['sallyport.result'],
    alert: 'some take longer than a lease (5 s) or fail: a gateway is silent, or the database.',
  },
  maintenance: {
    name: 'sallyport.issuer.maintenance.runs',
    kind: 'counter',
    unit: '{run}',
    description:
      'What each issuer does at its start and every hour: makes the next partitions of tables, drops those that have expired, shortens the change log.',
    attributes: ['sallyport.task', 'sallyport.result'],
    alert:
      '`make partitions` fails for hours: partitions are made some days ahead, and without one no sign-in can be stored.',
  },
  connections: {
    name: 'db.client.connection.count',
    kind: 'gauge',
    unit: '{connection}',
    description: 'Connections to the database.',
    attributes: ['db.client.connection.state'],
  },
  waiting: {
    name: 'db.client.connection.pending_requests',
    kind: 'gauge',
    unit: '{request}',
    description: 'Statements that wait for a connection to the database.',
    attributes: [],
    alert: 'it stays above 0: the database is slower than its statements come.',
  },
} as const satisfies Record<string, MetricDefinition>;
