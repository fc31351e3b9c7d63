/** The services in Python of docs/pages/do/services-in-other-languages.md. */
import { pythonProgram, requires } from '../../testing/requires.ts';
import { judge } from './judge.ts';
import type { Service } from './services.ts';

const uvicorn: Service['start'] = (_, port) => [
  pythonProgram('uvicorn'),
  ...['main:app', '--port', `${port}`],
];

const flask: Service['start'] = (_, port) => [
  pythonProgram('flask'),
  ...['--app', 'main', 'run', '--port', `${port}`],
];

const services: Service[] = [
  { name: 'PyJWT', type: 'at+jwt', programs: ['pyjwt'], start: uvicorn },
  {
    ...{ name: 'PyJWT', type: 'JWT', programs: ['pyjwt'], start: uvicorn },
    replace: { 'TYPE = "at+jwt"': 'TYPE = "JWT"' },
  },
  { name: 'Authlib', type: 'at+jwt', programs: ['authlib'], start: flask },
  { name: 'Authlib', type: 'JWT', programs: ['authlib'], start: flask },
];

const python = ['pyjwt', 'cryptography', 'fastapi', 'uvicorn', 'authlib', 'flask', 'requests'];

requires({ python })('Python', () => judge(services));
