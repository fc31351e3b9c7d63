/** The services in Node of docs/pages/do/services-in-other-languages.md. */
import { fileURLToPath } from 'node:url';
import { judge } from './judge.ts';
import type { Service } from './services.ts';

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

const inNode: Pick<Service, 'build' | 'start'> = {
  build: () => ['ln', '-s', modules],
  start: () => [process.execPath, 'main.mjs'],
};

judge([
  {
    ...{ name: 'express-oauth2-jwt-bearer', type: 'at+jwt', ...inNode },
    programs: ['express-oauth2-jwt-bearer'],
  },
  {
    ...{ name: 'express-oauth2-jwt-bearer', type: 'JWT', ...inNode },
    programs: ['express-oauth2-jwt-bearer'],
    replace: { 'strict: true': 'strict: false' },
  },
  { name: 'passport-jwt', type: 'at+jwt', programs: ['passport-jwt'], ...inNode },
  {
    ...{ name: 'passport-jwt', type: 'JWT', programs: ['passport-jwt'], ...inNode },
    replace: { "'at+jwt'": "'JWT'" },
  },
]);
