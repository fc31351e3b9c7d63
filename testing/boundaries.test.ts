import { describe, expect, test } from 'vitest';
import { ambientRule, findViolations, importRules } from './boundaries.ts';
import { parseSource } from './source-file.ts';

/** Made-up files that each break one rule: [file, its text, what the failure names]. */
const offenders: Record<string, [path: string, text: string][]> = {
  packages: [
    ['protocol/src/a.ts', "import '@sallyport/guard';"],
    ['guard/src/a.ts', "import { Notifier } from '@sallyport/base/notifier.ts';"],
    ['client/src/a.ts', "import '@sallyport/base/semaphore.ts';"],
    ['protocol/src/a.ts', "import '@sallyport/base/notifier.ts';"],
    ['base/src/a.ts', "import '@sallyport/issuer/issuer.ts';"],
    [
      'gateway/src/swap/a.ts',
      "import { connect } from '@sallyport/issuer/database/connection.ts';",
    ],
    ['gateway/src/a.ts', "export * from '@sallyport/issuer/routes.ts';"],
    ['gateway/src/a.ts', "const m = await import('@sallyport/issuer/routes.ts');"],
    ['guard/src/a.ts', "import type { Swap } from '@sallyport/gateway/swap/swap.ts';"],
    ['client/src/a.ts', "type T = import('@sallyport/guard').Principal;"],
    ['issuer/src/links/a.ts', "export { x } from 'sallyport/main.ts';"],
    ['console/src/a.tsx', "import '@sallyport/issuer/routes.ts'; export default <p />;"],
  ],
  'by name': [['sallyport/src/a.ts', "import '../../issuer/src/routes.ts';"]],
  'pure protocol': [['protocol/src/a.ts', "import { readFile } from 'node:fs/promises';"]],
  'no zod in what others embed': [
    ['guard/src/a.ts', "import { z } from 'zod';"],
    ['client/src/a.ts', "import * as z from 'zod/mini';"],
  ],
  'no tests in production': [
    ['issuer/src/http/a.ts', "import { site } from './site.fixture.ts';"],
    ['gateway/src/a.ts', "import '../../../testing/clock.ts';"],
  ],
  'readable imports': [['gateway/src/a.ts', "const load = (n: string) => import('./' + n);"]],
  'steps return to the dispatcher': [
    ['issuer/src/sign-in/a.ts', "import { ask } from '../consent/consent.ts';"],
    ['issuer/src/consent/a.ts', "import '../federation/provider-clients.service.ts';"],
    ['issuer/src/federation/a.ts', "import '../authorize/dispatch.ts';"],
  ],
  'stores are private': [
    ['issuer/src/links/a.ts', "import type { Row } from '../grants/grants.store.ts';"],
    ['issuer/src/server.ts', "import { find } from './clients/clients.store.ts';"],
  ],
  'stores are not passed on': [
    ['issuer/src/links/a.ts', "export { find as findLink } from './links.store.ts';"],
    ['issuer/src/links/a.ts', "export * from './links.store.ts';"],
    ['issuer/src/links/a.ts', "export type { Row } from './links.store.ts';"],
    ['issuer/src/links/a.ts', "import { find } from './links.store.ts'; export { find };"],
    ['issuer/src/links/a.ts', "import { find } from './a.store.ts'; export const see = find;"],
    ['issuer/src/links/a.ts', "import { find } from './a.store.ts'; export default find;"],
    ['issuer/src/links/a.ts', "import type { Row } from './a.store.ts'; export type R = Row;"],
  ],
  'pages are plain': [
    ['issuer/src/pages/a.page.ts', "import type { Session } from '../sessions/session.ts';"],
    ['issuer/src/pages/a.page.ts', "import { readForm } from '../http/body.ts';"],
  ],
  'http knows HTTP only': [
    ['issuer/src/http/a.ts', "import { routes } from '../routes.ts';"],
    ['issuer/src/http/a.ts', "import type { Context } from '../context.ts';"],
    ['issuer/src/http/a.ts', "import { isPassing } from '../database/failures.ts';"],
    ['issuer/src/http/a.ts', "import type { Client } from '../clients/client.ts';"],
  ],
  'runtime and audit are at the bottom': [
    ['issuer/src/runtime/a.ts', "import '../keys/keys.ts';"],
    ['issuer/src/audit/a.ts', "import '../directory/users/user.ts';"],
  ],
  [ambientRule.name]: [
    ['issuer/src/links/a.ts', 'const t = Date.now();'],
    ['guard/src/a.ts', 'const t = Date.now();'],
    ['gateway/src/swap/a.ts', 'const t = performance.now();'],
    ['issuer/src/links/a.ts', 'const t = new Date();'],
    ['issuer/src/links/a.ts', 'const t = Date();'],
    ['issuer/src/links/a.ts', "const t = performance['now']();"],
    ['issuer/src/links/a.ts', 'const pick = Math.random;'],
    ['issuer/src/links/a.ts', "import { randomBytes as bytes } from 'node:crypto';"],
    ['issuer/src/links/a.ts', "import crypto from 'node:crypto'; crypto.randomUUID();"],
    ['issuer/src/links/a.ts', 'crypto.getRandomValues(new Uint8Array(1));'],
  ],
};

describe('a file that breaks a rule is found:', () => {
  test('there is one for each rule', () => {
    const rules = [...importRules, ambientRule].map(({ name }) => name);
    expect(Object.keys(offenders).toSorted()).toEqual(rules.toSorted());
  });

  const cases = Object.entries(offenders).flatMap(([rule, files]) =>
    files.map(([path, text]) => ({ rule, path: `packages/${path}`, text })),
  );
  test.each(cases)('$rule: $text', ({ rule, path, text }) => {
    const found = findViolations([parseSource(path, `// a comment\n${text}\n`)]);
    const own = found.find((violation) => violation.includes(`Rule: ${rule}.`));
    expect(own).toMatch(`${path}:2 `);
    expect(own).toMatch(/\n {2}Do: ./);
  });
});

describe('a file that keeps them is left alone:', () => {
  test.each([
    ['gateway/src/a.ts', "import { isAllowed } from '@sallyport/protocol/access.ts';"],
    ['sallyport/src/a.ts', "import { createIssuer } from '@sallyport/issuer/issuer.ts';"],
    ['issuer/src/links/a.ts', "import './links.store.ts'; import '../clients/client.ts';"],
    ['issuer/src/sign-in/a.ts', "import '../interactions/interactions.service.ts';"],
    ['issuer/src/pages/a.ts', "import { html } from '../http/html.ts';"],
    ['issuer/src/runtime/clock.ts', 'const now = () => Date.now();'],
    ['issuer/src/links/a.ts', 'const t = (ms: number) => new Date(ms).toISOString();'],
    ['issuer/src/links/a.ts', "// Date.now()\nconst text = 'Math.random';"],
    ['issuer/src/links/a.test.ts', "import '../grants/grants.store.ts'; Date.now();"],
    ['gateway/src/a.test.ts', "import '@sallyport/issuer/issuer.ts';"],
  ])('%s: %s', (path, text) => {
    expect(findViolations([parseSource(`packages/${path}`, text)])).toEqual([]);
  });
});

test('a file that cannot be parsed is no file without imports', () => {
  expect(() => parseSource('packages/issuer/src/a.ts', 'import {')).toThrow(/cannot be parsed/);
});
