/** The services in Java of docs/pages/do/services-in-other-languages.md. */
import { requires } from '../../testing/requires.ts';
import { judge } from './judge.ts';
import type { Service } from './services.ts';

const versions: [name: string, replace: Record<string, string>][] = [
  ['Spring Boot 3.5', {}],
  [
    'Spring Boot 4.1',
    {
      '3.5.13': '4.1.0',
      'spring-boot-starter-web<': 'spring-boot-starter-webmvc<',
      'starter-oauth2-resource-server': 'starter-security-oauth2-resource-server',
    },
  ],
];

/** A process that lives for seconds has no use for its best code. */
const quick = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

const services = versions.flatMap(([name, replace]): Service[] => {
  const service: Omit<Service, 'name' | 'type' | 'programs'> = {
    replace,
    build: () => ['env', `MAVEN_OPTS=${quick}`, 'mvn', '--batch-mode', '--quiet', 'package'],
    start: () => ['java', ...quick.split(' '), '-jar', 'target/orders-1.jar'],
  };
  return [
    { ...service, name, type: 'at+jwt', programs: ['spring'] },
    { ...service, name, type: 'JWT', programs: ['spring'] },
    {
      ...service,
      ...{ name: `${name} with AccessTokens`, type: 'at+jwt' },
      programs: ['spring', 'spring-at-jwt'],
    },
  ];
});

requires({ toolchains: ['jdk', 'maven'] })('Java', () => judge(services));
