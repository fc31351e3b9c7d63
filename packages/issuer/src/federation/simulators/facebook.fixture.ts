import { createHmac } from 'node:crypto';
import { accessToken, api, authorize, token } from './endpoints.fixture.ts';
import { client } from './signing-keys.fixture.ts';
import type { Simulation, Told } from './simulator.fixture.ts';

const person = {
  id: '10221634567890123',
  name: 'Ann Example',
  first_name: 'Ann',
  last_name: 'Example',
  email: 'ann@example.com',
  picture: { data: { url: 'https://platform-lookaside.fbsbx.com/ann' } },
};

/** Its errors are objects. */
const refuse = (error: string): Told => ({
  status: 400,
  body: {
    error: { message: `This is ${error}.`, type: 'OAuthException', code: 100, fbtrace_id: 'x' },
  },
});

/** https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow */
export const facebook: Simulation = {
  type: 'facebook',
  routes: {
    '/v24.0/dialog/oauth': authorize({
      scopes: ['public_profile', 'email'],
      pkce: 'required',
      refuses: ['prompt', 'max_age', 'login_hint'],
    }),
    '/v24.0/oauth/access_token': async (asked, world) => {
      const issue = () => ({
        access_token: accessToken,
        token_type: 'bearer',
        expires_in: 5_183_944,
      });
      const told = await token({ auth: 'post', pkce: 'required', issue, refuse })(asked, world);
      return { ...told, headers: { 'content-type': 'text/javascript; charset=UTF-8' } };
    },
    '/v24.0/me': api(({ query }, { traps }) => {
      const proof = createHmac('sha256', client.secret).update(accessToken).digest('hex');
      if (query.get('appsecret_proof') !== proof) return refuse('a call without appsecret_proof');
      const asked = query.get('fields')?.split(',') ?? [];
      const known = Object.entries(person).filter(([field]) => asked.includes(field));
      return {
        ...Object.fromEntries(known),
        ...(traps.has('a telephone number and no address') && { email: undefined }),
        ...(traps.has('a claim that it never makes') && { email_verified: true }),
      };
    }),
  },
  expected: {
    subject: person.id,
    email: person.email,
    emailVerified: false,
    name: person.name,
    givenName: 'Ann',
    familyName: 'Example',
    picture: person.picture.data.url,
  },
  traps: {
    'a telephone number and no address': { profile: { subject: person.id, email: null } },
    'a claim that it never makes': { profile: { emailVerified: false } },
  },
};
