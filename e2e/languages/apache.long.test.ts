/** Apache as docs/pages/do/services-in-other-languages.md has it. */
import { join } from 'node:path';
import { requires } from '../../testing/requires.ts';
import { judge } from './judge.ts';
import type { Service } from './services.ts';

const apache: Omit<Service, 'type'> = {
  ...{ name: 'mod_oauth2', programs: ['apache'] },
  start: (directory) => ['apache2', '-f', join(directory, 'apache.conf'), '-D', 'FOREGROUND'],
};

requires({ debian: ['apache2-bin', 'libapache2-mod-oauth2'] })('Apache', () =>
  judge([
    { ...apache, type: 'at+jwt' },
    { ...apache, type: 'JWT' },
  ]),
);
