/** The services in Go of docs/pages/do/services-in-other-languages.md. */
import { requires } from '../../testing/requires.ts';
import { judge } from './judge.ts';
import type { Service } from './services.ts';

const services = ['go-oidc', 'golang-jwt'].flatMap((name): Service[] => {
  const service: Omit<Service, 'type'> = {
    ...{ name, programs: [name] },
    build: () => ['sh', '-c', 'go mod tidy && go build -o orders .'],
    start: () => ['./orders'],
  };
  return [
    { ...service, type: 'at+jwt' },
    { ...service, type: 'JWT', replace: { '"at+jwt"': '"JWT"' } },
  ];
});

requires({ toolchains: ['go'] })('Go', () => judge(services));
