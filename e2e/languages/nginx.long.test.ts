/** nginx with njs as docs/pages/do/services-in-other-languages.md has it. */
import { join } from 'node:path';
import { requires } from '../../testing/requires.ts';
import { judge } from './judge.ts';
import type { Service } from './services.ts';

const nginx: Omit<Service, 'type'> = {
  ...{ name: 'nginx with njs', programs: ['njs'] },
  start: (directory) => ['nginx', '-c', join(directory, 'nginx.conf'), '-g', 'daemon off;'],
};

requires({ debian: ['nginx', 'libnginx-mod-http-js'] })('nginx', () =>
  judge([
    { ...nginx, type: 'at+jwt' },
    { ...nginx, type: 'JWT', replace: { "'at+jwt'": "'JWT'" } },
  ]),
);
