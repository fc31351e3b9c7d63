import { assign } from '../../packages/issuer/src/directory/assign.service.ts';
import { anAdministrator } from '../../packages/issuer/src/directory/context.fixture.ts';
import { cancels } from '../../packages/issuer/src/federation/provider.fixture.ts';
import { invite } from '../../packages/issuer/src/registration/invitations/invite.service.ts';
import { authorizeUrl, verifier } from '../../testing/code-flow.ts';
import type { Page } from './page.ts';
import { type Answer, chosenPassword, type Person } from './person.ts';
import { applicationOrigin } from './tab.ts';
import type { World } from './world.ts';

/** A way to sign in, or to something like it. */
export interface Way {
  name: string;
  /** The application that asks; its policy demands what the way shows. */
  client?: 'shop' | 'address-first' | 'two-factors' | 'of-others';
  /** More parameters of the authorization request. */
  extra?(person: Person): Record<string, string>;
  /** What is there before the person comes; they have a password, where this does not say otherwise. */
  prepare?(person: Person, world: World): Promise<unknown>;
  /** What they do at the sign-in page; null where that is not their way. */
  signIn(page: Page, person: Person): Answer | null;
  /** Whether they say no where they are asked to give access. */
  refuses?: boolean;
  /** Where it begins, where that is no application. */
  begin?(person: Person, world: World): Promise<string>;
  /** How it ends: `code` for the application, an error, or the heading of a page. */
  end?: { error: string } | { heading: string };
}

/** Where the new password is not right, the change has not happened. */
function byPassword(page: Page, { email, password, former }: Person): Answer {
  if (!page.fields.includes('password')) return { fill: { email }, press: 'Continue' };
  const typed = page.status === 403 && former !== undefined ? former : password;
  return { fill: { email, password: typed }, press: 'Sign in' };
}

const pressing =
  (press: string) =>
  (_: Page, { email }: Person): Answer => ({ fill: { email }, press });

const anAccount = async (person: Person, world: World): Promise<string> =>
  world.addAccount(person.email);

async function withFactors(person: Person, world: World): Promise<void> {
  const added = await world.addFactors(await world.addAccount(person.email));
  Object.assign(person, added);
}

export const ways: readonly Way[] = [
  { name: 'a password', signIn: byPassword },
  { name: 'the address first, then a password', client: 'address-first', signIn: byPassword },
  {
    name: 'a password, answered by form_post',
    extra: () => ({ response_mode: 'form_post' }),
    signIn: byPassword,
  },
  { name: 'a code by mail', signIn: pressing('E-mail me a code') },
  { name: 'a link by mail', signIn: pressing('E-mail me a link') },
  {
    name: 'a link by mail, opened in another browser',
    prepare: async (person, world) => {
      person.opensElsewhere = true;
      await anAccount(person, world);
    },
    signIn: pressing('E-mail me a link'),
  },
  { name: 'a password and the authenticator app', prepare: withFactors, signIn: byPassword },
  {
    name: 'a password and a recovery code',
    prepare: async (person, world) => {
      await withFactors(person, world);
      delete person.secret;
    },
    signIn: byPassword,
  },
  { name: 'a password and a new app', client: 'two-factors', signIn: byPassword },
  { name: 'registration', prepare: async () => {}, signIn: pressing('Create an account') },
  {
    name: 'an invitation',
    prepare: async ({ email }, { context, addAccount, newAddress }) => {
      const userId = await addAccount(newAddress());
      const role = {
        kind: 'role',
        name: 'administrator',
        userId,
        caller: anAdministrator,
      } as const;
      await assign(role, null, context);
      const order = { email, name: 'Person', inviter: null, language: 'en', lifetime: 864_000 };
      const inviter = { ...anAdministrator, actor: `user:${userId}` };
      await invite({ ...order, roles: [], groups: [] }, inviter, context);
    },
    begin: async ({ email }, { mailbox }) => (await mailbox.last(email)).link!,
    signIn: byPassword,
    end: { heading: 'Welcome' },
  },
  { name: 'a forgotten password', signIn: forgotten },
  {
    name: 'a password that an administrator has set',
    prepare: async ({ email }, world) => {
      const id = await world.addAccount(email);
      await world.context.sql`update users set must_change_password = true where id = ${id}`;
    },
    signIn: byPassword,
  },
  {
    name: 'a provider',
    extra: ({ email }) => ({ login_hint: email }),
    prepare: async ({ email }, { provider }) =>
      provider.people.set(email, { email, email_verified: true, name: 'Person' }),
    signIn: pressing('Continue with Acme ID'),
  },
  {
    name: 'a provider, where the person changes their mind and takes the password',
    extra: () => ({ login_hint: cancels }),
    signIn: (page, person) => {
      if (tried.has(person)) return byPassword(page, person);
      tried.add(person);
      return { press: 'Continue with Acme ID' };
    },
  },
  {
    name: 'a password, with consent for an application of others',
    client: 'of-others',
    signIn: byPassword,
  },
  {
    name: 'an application of others that is refused',
    client: 'of-others',
    signIn: byPassword,
    refuses: true,
    end: { error: 'access_denied' },
  },
  { name: 'cancel', signIn: () => ({ press: 'Cancel' }), end: { error: 'access_denied' } },
];

/** Where the person goes first. */
export async function beginningOf(way: Way, person: Person, world: World): Promise<string> {
  if (way.begin) return way.begin(person, world);
  return authorizeUrl({
    ...{ issuer: world.url, clientId: way.client ?? 'shop', codeVerifier: verifier() },
    redirectUri: `${applicationOrigin}/callback`,
    extra: way.extra?.(person) ?? {},
  });
}

const tried = new WeakSet<Person>();

/** They ask for the mail once; with the new password they sign in. */
function forgotten(page: Page, person: Person): Answer {
  return person.password === chosenPassword
    ? byPassword(page, person)
    : { press: 'Forgot password?' };
}
