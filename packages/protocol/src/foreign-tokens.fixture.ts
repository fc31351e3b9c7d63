import { anyIssuerCases } from './foreign-tokens/any-issuer.fixture.ts';
import { auth0Cases } from './foreign-tokens/auth0.fixture.ts';
import type { ForeignTokenCase } from './foreign-tokens/case.fixture.ts';
import { cognitoCases } from './foreign-tokens/cognito.fixture.ts';
import { googleCases } from './foreign-tokens/google.fixture.ts';
import { keycloakCases } from './foreign-tokens/keycloak.fixture.ts';
import { kubernetesCases } from './foreign-tokens/kubernetes.fixture.ts';
import { adfsCases, entraCases } from './foreign-tokens/microsoft.fixture.ts';
import { oktaCases } from './foreign-tokens/okta.fixture.ts';

export type { ForeignTokenCase } from './foreign-tokens/case.fixture.ts';

export const foreignTokens: readonly ForeignTokenCase[] = [
  ...entraCases,
  ...auth0Cases,
  ...keycloakCases,
  ...oktaCases,
  ...googleCases,
  ...kubernetesCases,
  ...cognitoCases,
  ...adfsCases,
  ...anyIssuerCases,
];

/** A key that a token may be bound to. */
export const boundTo = { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' };
