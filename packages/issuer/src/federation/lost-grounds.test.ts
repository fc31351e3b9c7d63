import { expect, test } from 'vitest';
import { lostGrounds } from './lost-grounds.ts';

const acme = (more: object = {}) => ({
  ...{ id: 'acme', issuer: 'https://id.acme.example', requiredForDomains: [] as string[] },
  ...more,
});
const required = acme({ requiredForDomains: ['acme.example'] });
const second = { ...required, id: 'acme-2', issuer: 'https://id2.acme.example' };
const gone = [{ id: 'acme', issuer: 'https://id.acme.example' }];
const tightened = ['acme.example'];

test.each([
  ['nothing, where nothing changes', [required], [required], {}],
  ['nothing, for a new provider', [], [acme()], {}],
  ['what a removed provider has opened', [acme()], [], { gone }],
  [
    'what one of other people under the same id has opened',
    [acme()],
    [acme({ issuer: 'https://x.example' })],
    { gone },
  ],
  ['nothing, where it has another id', [acme()], [acme({ id: 'acme-2' })], {}],
  [
    'what was opened otherwise, once a domain takes a provider',
    [acme()],
    [required],
    { tightened },
  ],
  ['the same for a new provider', [], [required], { tightened }],
  ['nothing, where a second one will do, too', [required], [required, second], {}],
  [
    'what the other of two has opened',
    [required, second],
    [required, acme({ id: 'b', issuer: second.issuer })],
    { tightened },
  ],
  [
    'what was opened there, for another that takes its place',
    [required],
    [acme(), second],
    { tightened },
  ],
  ['nothing, where a domain takes everything again', [required], [acme()], {}],
] as const)('a configuration ends %s', (_, before, after, expected) => {
  expect(lostGrounds(before, after)).toEqual({ gone: [], tightened: [], ...expected });
});
