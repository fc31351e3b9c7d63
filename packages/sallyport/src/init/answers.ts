import { isOrigin } from '../config/address.ts';

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
  /** What is wrong with an answer, as a sentence that says what to write; null if nothing is. */
  refuse(answer: string): string | null;
}

const refuseOrigin = (answer: string): string | null =>
  isOrigin(answer) ? null : 'Write scheme, host and port only: http://localhost:8080.';

export const questions: readonly Question[] = [
  {
    key: 'url',
    flag: '--url',
    text: 'Where do people reach your application?',
    usual: 'http://localhost:8080',
    refuse: refuseOrigin,
  },
  {
    key: 'upstream',
    flag: '--upstream',
    text: 'Where does your service listen?',
    usual: 'http://127.0.0.1:3000',
    refuse: refuseOrigin,
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
