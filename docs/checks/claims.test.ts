import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { AccessTokenClaims } from '../../packages/protocol/src/principal.ts';

/** The compiler refuses a claim too many, and one too few. */
const claims: Record<keyof AccessTokenClaims, true> = {
  iss: true,
  aud: true,
  sub: true,
  sub_kind: true,
  client_id: true,
  permissions: true,
  roles: true,
  scope: true,
  authorization_details: true,
  assigned_details: true,
  assigned_subtrees: true,
  more_assigned_details: true,
  org_id: true,
  org_key: true,
  link_subject: true,
  auth_time: true,
  acr: true,
  name: true,
  email: true,
  email_verified: true,
  act: true,
  cnf: true,
  iat: true,
  exp: true,
  jti: true,
  origin: true,
};

test('the page has each claim of the JWT, and no other', async () => {
  const page = new URL('../pages/look-up/claims.md', import.meta.url);
  const [, ofClaims = ''] = (await readFile(page, 'utf8')).split('Its claims, for a person:');
  const named = [...ofClaims.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(Object.keys(claims).toSorted());
  const [, example = '{}'] = /```json\n([^`]*)```/.exec(ofClaims) ?? [];
  for (const name of Object.keys(JSON.parse(example))) expect(named).toContain(name);
});
