import type { TestIssuer } from '../../../../testing/issuer.ts';
import { alice } from '../../../../testing/shop.ts';
import { createVisitor, csrfOf, type Visit, type Visitor } from '../../../../testing/visitor.ts';
import { confirmMailbox } from '../factors/app-people.fixture.ts';
import { encryptAtRest } from '../keys/at-rest.ts';

/** A person with a browser, at their own pages. */
export interface Person {
  visitor: Visitor;
  /** Opens a page of ours; follows redirects until a page comes. */
  open(path?: string): Promise<Visit>;
  /** The same, of a page that sets up a first factor: types the code from the mailbox where it is asked for. */
  openSetUp(path: string): Promise<Visit>;
  follow(visit: Visit): Promise<Visit>;
  /** Sends a form of a page, to another address than its own where one is given. */
  send(page: Visit, fields: Record<string, string>, to?: string): Promise<Visit>;
  /** Types the password where a page asks for it. @returns the page that comes then */
  signIn(as?: { email: string; password: string }, page?: Visit): Promise<Visit>;
  /** The same, and the code from the mailbox that is asked for before what gives lasting access. */
  signInWithMailbox(as?: { email: string; password: string }): Promise<Visit>;
}

export function createPerson(issuer: TestIssuer, address?: string): Person {
  const visitor = createVisitor(address);
  const person: Person = {
    visitor,
    open: async (path = '/account') => person.follow(await visitor.get(issuer.url + path)),
    async openSetUp(path) {
      const page = await person.open(path);
      return person.follow(await visitor.get(await confirmMailbox(issuer, visitor, page.url)));
    },
    async follow(visit) {
      let here = visit;
      for (let hop = 0; here.status === 303; hop += 1) {
        if (hop > 10) throw new Error(`${visit.url} redirects for ever`);
        here = await visitor.get(here.next!);
      }
      return here;
    },
    send: (page, fields, to = page.url) =>
      visitor.post(new URL(to, issuer.url).href, { csrf: csrfOf(page), ...fields }),
    async signIn(as = alice, page) {
      const shown = page ?? (await person.open());
      if (!shown.url.includes('/sign-in/')) throw new Error(`${shown.url} asks for no password`);
      return person.follow(await person.send(shown, as));
    },
    async signInWithMailbox(as) {
      const page = await person.signIn(as);
      await person.openSetUp('/account/addresses/code');
      return page;
    },
  };
  return person;
}

/** Gives a person an authenticator app. */
export async function giveTotp(email: string, secret: string, { context }: TestIssuer) {
  const { sql, secrets, random } = context;
  const [user] = await sql<{ id: string }[]>`select id from users where email = ${email}`;
  const sealed = encryptAtRest(secrets.atRest, `totp ${user!.id}`, Buffer.from(secret), random);
  await sql`
    insert into totp_secrets (user_id, secret, last_step, created_at)
    values (${user!.id}, ${sealed}, 0, now())`;
}
