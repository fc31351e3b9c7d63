import { createHash } from 'node:crypto';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { type Mails, watchMails } from '../../../../testing/mails.ts';
import { createVisitor, csrfOf, type Visit, type Visitor } from '../../../../testing/visitor.ts';
import { assign } from '../directory/assign.service.ts';
import type { Caller } from '../directory/caller.ts';
import { anAdministrator } from '../directory/context.fixture.ts';
import { createUser } from '../directory/users/change-users.service.ts';
import type { IssuerSettings } from '../settings.ts';

export const redirectUri = 'https://shop.example/callback';

/** The application that people sign in to. */
export const shopClient = {
  ...{ id: 'shop', name: 'Shop', type: 'web', secret: 'x'.repeat(32) },
  ...{ redirect_uris: [redirectUri], scopes: ['openid'], grants: ['authorization_code'] },
};

/** A browser on its way into an application. */
export interface Person {
  visitor: Visitor;
  /** Of the interaction. */
  id: string;
  get(path: string): Promise<Visit>;
  /** Sends the form of a page, which is asked for first where it is not given. */
  send(path: string, fields: Record<string, string>, page?: Visit): Promise<Visit>;
  /** Follows redirects until there is a page, or an address of the application. */
  follow(visit: Visit): Promise<Visit | URL>;
}

export interface People {
  issuer: TestIssuer;
  mails: Mails;
  /** Begins a sign-in, in a browser and a network of its own unless there is one. */
  arrive(visitor?: Visitor): Promise<Person>;
  /** Asks for a code, with these parameters besides: where that leads. */
  ask(visitor: Visitor, parameters?: Record<string, string>): Promise<Visit>;
  /** A sign-in that has begun, by where asking has led. */
  personAt(visitor: Visitor, begun: Visit): Person;
  newAddress(): string;
  /** An account with a verified address. @returns its id */
  account(email: string, more?: { password?: string; name?: string }): Promise<string>;
  /** A person with the role of an administrator. */
  administrator(): Promise<Caller & { userId: string }>;
  /** What the audit log has of a subject, oldest first. */
  events(subject: string): Promise<{ action: string; actor: string; detail: object }[]>;
  sessionsOf(userId: string): Promise<{ id: string; amr: string[]; acr: string }[]>;
}

const verifier = 'a verifier that no one else can know, of 43 characters';
const challenge = createHash('sha256').update(verifier).digest('base64url');

/** A whole issuer, whose mails are read as they are queued. */
export async function startPeople(
  sections: object,
  settings: Partial<IssuerSettings> = {},
): Promise<People> {
  const issuer = await startTestIssuer(
    {
      groups: [{ name: 'customers' }],
      clients: [shopClient],
      ...sections,
    },
    { trustedProxies: ['127.0.0.0/8', '::1/128'], logRequests: true, ...settings },
  );
  const mails = watchMails(issuer.context);
  let count = 0;
  const { sql } = issuer.context;

  const ask = (visitor: Visitor, parameters: Record<string, string> = {}) => {
    const query = new URLSearchParams({
      ...{ response_type: 'code', client_id: 'shop', redirect_uri: redirectUri },
      ...{ scope: 'openid', code_challenge: challenge, code_challenge_method: 'S256' },
      ...parameters,
    });
    return visitor.get(`${issuer.url}/authorize?${query}`);
  };
  const personAt = (visitor: Visitor, begun: Visit): Person => {
    const id = /\/(?:sign-in|select-account|consent)\/([^/?]+)$/.exec(begun.next ?? '')?.[1];
    if (id === undefined) throw new Error(`No sign-in began: ${begun.next ?? begun.text}`);
    const get = (path: string) => visitor.get(issuer.url + path);
    return {
      ...{ visitor, id, get },
      async send(path, fields, page) {
        const csrf = csrfOf(page ?? (await get(path)));
        return visitor.post(issuer.url + path, { csrf, ...fields });
      },
      async follow(visit) {
        let at = visit;
        for (let steps = 0; at.next !== undefined; steps++) {
          if (!at.next.startsWith(issuer.url)) return new URL(at.next);
          if (steps > 20) throw new Error(`Redirects without end: ${at.next}`);
          at = await visitor.get(at.next);
        }
        return at;
      },
    };
  };

  return {
    ...{ issuer, mails, ask, personAt },
    newAddress: () => `person${++count}@example.com`,
    async arrive(visitor = createVisitor(`198.51.${100 + (count >> 8)}.${++count % 256}`)) {
      return personAt(visitor, await ask(visitor));
    },
    async account(email, { password, name = 'Person' } = {}) {
      const given = { email, name, emailVerified: true, password: password ?? null };
      return (await createUser(given, anAdministrator, issuer.context)).id;
    },
    async administrator() {
      const email = `administrator${++count}@example.com`;
      const given = { email, name: 'Administrator', emailVerified: true, password: null };
      const { id: userId } = await createUser(given, anAdministrator, issuer.context);
      const role = {
        kind: 'role',
        name: 'administrator',
        userId,
        caller: anAdministrator,
      } as const;
      await assign(role, null, issuer.context);
      return { ...anAdministrator, actor: `user:${userId}`, userId };
    },
    events: async (subject) => sql<{ action: string; actor: string; detail: object }[]>`
      select action, actor, detail from audit_events where ${subject} = any(subjects) order by id`,
    sessionsOf: async (userId) => sql<{ id: string; amr: string[]; acr: string }[]>`
      select id, amr, acr from sessions where user_id = ${userId} and ended_at is null`,
  };
}
