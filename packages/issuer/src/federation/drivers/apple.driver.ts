import { importPKCS8, SignJWT } from 'jose';
import { ClientSecretPost } from 'oauth4webapi';
import { z } from 'zod';
import { numericDate } from '../../runtime/clock.ts';
import { defineProvider, type Upstream } from '../driver.ts';
import { standIn } from './base-url.ts';
import { openIdConnect } from './openid-connect.driver.ts';

const tenLetters = z.string().regex(/^[A-Z0-9]{10}$/, 'It has ten letters and digits.');

const settings = z.object({
  ...standIn('https://appleid.apple.com'),
  team_id: tenLetters.meta({
    description: 'For `type: apple`: the id of your team in the Apple developer program.',
    examples: ['8EAEF023AB'],
  }),
  key_id: tenLetters.meta({
    description: 'For `type: apple`: the id of the key that `private_key` is.',
    examples: ['2B344DA19B'],
  }),
});

type Settings = z.output<typeof settings>;

/** https://developer.apple.com/documentation/signinwithapplerestapi */
export const apple = defineProvider({
  label: 'Apple',
  settings,
  credential: 'private_key',
  issuer: ({ url }) => url,
  ...openIdConnect<Settings>({
    issuer: ({ url }) => url,
    scopes: ['name', 'email'],
    // Its web flow knows neither.
    pkce: () => false,
    prompts: [],
    // Who asks for a name or an address gets the answer by POST, and in no other way.
    parameters: () => ({ response_mode: 'form_post', max_age: undefined, login_hint: undefined }),
    authenticate: async (upstream) => ClientSecretPost(await clientSecret(upstream)),
    claims: (claims, callback) => ({ ...claims, ...nameIn(callback.get('user')) }),
    userinfo: false,
  }),
});

const secretSeconds = 5 * 60;

/** A JWT that is signed anew for each sign-in, so that no secret expires after six months. */
async function clientSecret({
  settings: { url, team_id, key_id },
  clientId,
  secret,
  now,
}: Upstream<Settings>): Promise<string> {
  const issued = numericDate(now);
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: key_id })
    .setIssuer(team_id)
    .setSubject(clientId)
    .setAudience(url)
    .setIssuedAt(issued)
    .setExpirationTime(issued + secretSeconds)
    .sign(await importPKCS8(secret, 'ES256'));
}

const userSchema = z.object({
  name: z.object({ firstName: z.string().nullish(), lastName: z.string().nullish() }),
});

/**
 * The name is in the first answer for this person and never again. It is not signed: the browser
 * could have put anything there, as the person may into their own profile.
 */
function nameIn(user: string | null): { given_name?: string; family_name?: string } {
  try {
    const { name } = userSchema.parse(JSON.parse(user ?? ''));
    return {
      ...(name.firstName && { given_name: name.firstName }),
      ...(name.lastName && { family_name: name.lastName }),
    };
  } catch {
    return {};
  }
}
