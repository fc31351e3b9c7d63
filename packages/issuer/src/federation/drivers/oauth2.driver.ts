import { z } from 'zod';
import { isSafe, text } from '../../runtime/text.ts';
import { defineProvider } from '../driver.ts';
import { pointerPattern, valueAt } from './json-pointer.ts';
import { auth_method, clientAuthentication, issuer, pkce } from './oidc.driver.ts';
import { plainOAuth } from './plain-oauth.driver.ts';

const endpoint = text(2000).refine((url) => URL.canParse(url) && isSafe(new URL(url)), {
  error: 'Give an https URL.',
});

const pointer = z
  .string()
  .max(500)
  .regex(pointerPattern, 'Give a JSON Pointer (RFC 6901) like /id or /data/email.');

const claims = z.strictObject({
  sub: pointer.default('/sub').meta({
    description: 'What is unique for each account there, and never given to another one.',
    examples: ['/id'],
  }),
  email: pointer
    .default('/email')
    .meta({ description: 'The e-mail address.', examples: ['/data/email'] }),
  email_verified: pointer.optional().meta({
    description:
      'True where the provider has proved the address. Without it, no address counts as proved.',
    examples: ['/email_confirmed'],
  }),
  name: pointer
    .default('/name')
    .meta({ description: 'The name that is shown.', examples: ['/display_name'] }),
  given_name: pointer
    .optional()
    .meta({ description: 'The first name.', examples: ['/first_name'] }),
  family_name: pointer.optional().meta({ description: 'The last name.', examples: ['/last_name'] }),
  picture: pointer
    .optional()
    .meta({ description: 'The URL of a picture.', examples: ['/avatar_url'] }),
  locale: pointer.optional().meta({ description: 'The language.', examples: ['/language'] }),
});

const settings = z.object({
  issuer,
  authorization_endpoint: endpoint.meta({
    description: 'For `type: oauth2`: where the browser is sent.',
    examples: ['https://id.example.com/oauth/authorize'],
  }),
  token_endpoint: endpoint.meta({
    description: 'For `type: oauth2`: where the code is exchanged.',
    examples: ['https://id.example.com/oauth/token'],
  }),
  userinfo_endpoint: endpoint.meta({
    description: 'For `type: oauth2`: what says who signed in, asked with the access token.',
    examples: ['https://id.example.com/api/me'],
  }),
  auth_method,
  pkce,
  claims: claims.prefault({}).meta({
    description:
      'For `type: oauth2`: where in the answer of `userinfo_endpoint` each thing stands.',
  }),
});

type Settings = z.output<typeof settings>;

/** Any provider that speaks OAuth 2.0 and answers JSON. */
export const oauth2 = defineProvider({
  label: null,
  settings,
  credential: null,
  issuer: ({ issuer }) => issuer,
  ...plainOAuth<Settings>({
    endpoints: ({ authorization_endpoint, token_endpoint }) => ({
      authorization: authorization_endpoint,
      token: token_endpoint,
    }),
    sentIssuer: ({ issuer }) => issuer,
    pkce: ({ pkce }) => pkce,
    authenticate: ({ settings: { auth_method = 'client_secret_basic' }, secret }) =>
      clientAuthentication[auth_method](secret),
    async identify({ settings }, api) {
      const raw = await api.get(settings.userinfo_endpoint);
      const found = Object.entries(settings.claims).map(([name, at]) => [
        name,
        at && valueAt(raw, at),
      ]);
      const { sub, ...rest } = Object.fromEntries(found) as Record<string, unknown>;
      return { claims: { ...rest, sub: subjectOf(sub) }, raw };
    },
  }),
});

/**
 * Many have numbers where OpenID Connect has text. One that JSON has lost digits of may be that of
 * another account.
 */
const subjectOf = (sub: unknown): unknown =>
  typeof sub === 'number' ? (Number.isSafeInteger(sub) ? String(sub) : undefined) : sub;
