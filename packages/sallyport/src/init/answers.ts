import { isIP } from 'node:net';
import { isLoopback } from '@sallyport/protocol/redirect-uri.ts';
import {
  gatewayListeners,
  internalListener,
  issuerListener,
  managementListener,
} from '../components/listeners.ts';
import { isOrigin } from '../config/address.ts';
import { withoutConfiguration } from '../config/load.ts';

/** What a new configuration is written from. */
export interface Answers {
  /** Where people reach the application: scheme, host and port. */
  url: string;
  /** Where the service behind the gateway listens. */
  upstream: string;
  service: ServiceKind;
}

export const serviceKinds = ['express', 'fastify', 'hono', 'nest', 'other'] as const;
export type ServiceKind = (typeof serviceKinds)[number];

export interface Question<K extends keyof Answers = keyof Answers> {
  key: K;
  /** Of the command line. */
  flag: string;
  text: string;
  usual: Answers[K];
  /**
   * What is wrong with an answer, as a sentence that says what to write; null if nothing is.
   *
   * @param before the answers to the questions before it
   */
  refuse(answer: string, before: Partial<Answers>): string | null;
}

export const questions: readonly Question[] = [
  {
    key: 'url',
    flag: '--url',
    text: 'Where do people reach your application?',
    usual: 'http://localhost:8080',
    refuse: refuseUrl,
  },
  {
    key: 'upstream',
    flag: '--upstream',
    text: 'Where does your service listen?',
    usual: 'http://127.0.0.1:3000',
    refuse: (answer, { url }) => refuseOrigin(answer) ?? refusePort(answer, url),
  },
  {
    key: 'service',
    flag: '--service',
    text: `What is it written with (${serviceKinds.join(', ')})?`,
    usual: 'express',
    refuse: (answer) =>
      serviceKinds.some((kind) => kind === answer)
        ? null
        : `Write one of ${serviceKinds.join(', ')}.`,
  },
];

/** An answer as it is written into the configuration: an origin as browsers write it. */
export const normal = (answer: string): string =>
  isOrigin(answer) ? new URL(answer).origin : answer;

const refuseOrigin = (answer: string): string | null =>
  isOrigin(answer) ? null : 'Write scheme, host and port only: http://localhost:8080.';

function refuseUrl(answer: string): string | null {
  const wrong = refuseOrigin(answer);
  if (wrong) return wrong;
  const url = new URL(answer);
  if (isLoopback(url)) {
    return url.protocol === 'http:'
      ? refusePort(answer)
      : 'Write http for this machine alone: http://localhost:8080.';
  }
  if (url.protocol === 'http:') return 'Write https: http is for localhost only.';
  return isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0
    ? null
    : 'Write a name: the issuer gets one below it, as id.shop.example for https://shop.example.';
}

/**
 * Of this machine, a port that Sallyport listens on itself.
 *
 * @param gateway the URL of the gateway, when it is known
 */
function refusePort(answer: string, gateway?: string): string | null {
  const url = new URL(answer);
  if (!isLoopback(url)) return null;
  const { configuration } = withoutConfiguration();
  const { gateway: usual, decide } = gatewayListeners(configuration);
  const own = [
    issuerListener(configuration),
    internalListener(configuration),
    decide,
    ...[managementListener(configuration)].filter((each) => each !== null),
    ...(gateway === undefined ? [] : [{ ...usual, port: portOfGateway(gateway, usual.port) }]),
  ];
  const taken = own.find(({ port }) => port === Number(url.port || 80));
  return taken ? `Port ${taken.port} is that of the ${taken.name}: write another one.` : null;
}

/** Behind a proxy it listens at its usual port. */
function portOfGateway(gateway: string, usual: number): number {
  const url = new URL(gateway);
  return isLoopback(url) ? Number(url.port || 80) : usual;
}
