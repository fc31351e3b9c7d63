import { expect, test } from 'vitest';
import { readPrograms, readSnippets } from '../../../build/snippets.ts';
import { clientOf } from './kinds.ts';
import { filled, settingsOf } from './programs.ts';

const answers = { id: 'nightly', name: 'Nightly', redirects: '', apis: ['https://a.example'] };

test('a service gets no redirect and no scope', () => {
  expect(clientOf({ ...answers, kind: 'service' })).toEqual({
    ...{ id: 'nightly', name: 'Nightly', type: 'service', party: 'first' },
    ...{ apis: ['https://a.example'], grants: ['client_credentials'] },
  });
});

test('what partners make is asked about', () => {
  const redirects = 'https://a.example/cb https://b.example/cb';
  expect(clientOf({ ...answers, kind: 'partner', redirects })).toMatchObject({
    party: 'third',
    redirect_uris: ['https://a.example/cb', 'https://b.example/cb'],
  });
});

const values = {
  ...{ issuer: 'https://login.acme.test', id: 'nightly', name: 'Nightly' },
  ...{ origin: 'https://acme.test', redirect: 'https://acme.test/back', apis: ['urn:a', 'urn:b'] },
};

test('each kind has programs, and none keeps a value of the documentation', () => {
  for (const [kind, all] of Object.entries(readPrograms())) {
    expect(all.length, kind).toBeGreaterThan(0);
    for (const { name, files } of all) {
      for (const [file, program] of Object.entries(files)) {
        const text = filled(program, values);
        const of = `${kind} ${name} ${file}`;
        expect(text, of).not.toMatch(/\.example|:9000|my-application|shop-cli|:4000/);
        expect(text, of).not.toContain('allowInsecureRequests');
      }
    }
  }
});

test('all APIs are in what the file says, and one is asked for', () => {
  const { gateway, 'service-curl': curl } = readSnippets();
  expect(filled(gateway!, values)).toContain('apis: [urn:a, urn:b]');
  expect(filled(curl!, values)).toContain('resource=urn:a');
  expect(filled(curl!, { ...values, apis: [] })).not.toContain('resource');
});

test('settings for other libraries name no secret where there is none', () => {
  expect(settingsOf(values, false)).not.toContain('SECRET');
});
