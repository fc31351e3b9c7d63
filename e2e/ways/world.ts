import { applyConfiguration } from '../../packages/issuer/src/configuration/apply.service.ts';
import { declarationSchema } from '../../packages/issuer/src/configuration/schema.ts';
import type { Context } from '../../packages/issuer/src/context.ts';
import { anAdministrator } from '../../packages/issuer/src/directory/context.fixture.ts';
import { createUser } from '../../packages/issuer/src/directory/users/change-users.service.ts';
import { hashPassword } from '../../packages/issuer/src/directory/users/password.ts';
import { enrolTotp, readFactors } from '../../packages/issuer/src/factors/factors.service.ts';
import { newTotpSecret } from '../../packages/issuer/src/factors/totp.ts';
import {
  startProvider,
  type UpstreamProvider,
  upstreamClient,
} from '../../packages/issuer/src/federation/provider.fixture.ts';
import { createMail } from '../../packages/issuer/src/mail/mail.service.ts';
import { settingsOf } from '../../packages/issuer/src/mail/mail-settings.fixture.ts';
import { withoutEmail } from '../../packages/issuer/src/mail/mail-settings.ts';
import { startTestIssuer, type TestIssuer } from '../../testing/issuer.ts';
import { type MailServer, startMailServer } from '../../testing/mail-server.ts';
import { freePort } from '../../testing/ports.ts';
import { until } from '../../testing/until.ts';
import { createVisitor, type Visitor } from '../../testing/visitor.ts';
import { appCode } from './app-code.ts';
import { type IssuerProcess, startIssuerProcess } from './issuer-process.ts';
import { applicationOrigin } from './tab.ts';

/** A whole issuer with a mail server and a provider, and people who sign in. */
export interface World {
  url: string;
  context: Context;
  mailbox: Mailbox;
  provider: UpstreamProvider;
  /** Of a browser of its own, in a network of its own. */
  newVisitor(): Visitor;
  newAddress(): string;
  /** An account that has a verified address, and this password, by which all are hashed at once. */
  addAccount(email: string): Promise<string>;
  /** @returns the secret of the app and the codes on paper */
  addFactors(userId: string): Promise<{ secret: string; codes: string[] }>;
  /** How much there is of what signing in makes. */
  tracesOf(email: string): Promise<{ mails: number; accounts: number; sessions: number }>;
  /** Seconds. */
  advance(seconds: number): void;
  close(): Promise<void>;
}

interface Mailbox {
  /** The last mail to this address, once everything is sent. */
  last(address: string): Promise<{ text: string; link: string | undefined }>;
}

export const password = 'a quiet harbour at night';

const redirectUri = `${applicationOrigin}/callback`;
const application = {
  ...{ type: 'web', secret: 'x'.repeat(32), redirect_uris: [redirectUri] },
  ...{ scopes: ['openid', 'email'], grants: ['authorization_code'] },
};

/** Applications with different policies; `id` is what `Way.client` names. */
const clients = [
  { ...application, id: 'shop', name: 'Shop' },
  { ...application, id: 'address-first', name: 'Shop', sign_in: { identifier_first: true } },
  { ...application, id: 'two-factors', name: 'Bank', sign_in: { acr: 'aal2' } },
  { ...application, id: 'of-others', name: 'Print shop', party: 'third' },
];

const declarationFor = (provider: string) => ({
  clients,
  groups: [{ name: 'customers' }],
  sign_in: { ways: ['password', 'email_code', 'magic_link'] },
  registration: { mode: 'open', groups: ['customers'] },
  providers: [
    {
      ...{ id: 'acme', type: 'oidc', name: 'Acme ID', issuer: provider },
      ...{ client_id: upstreamClient.id, client_secret: upstreamClient.secret },
    },
  ],
});

/** Of proxies that say where a browser is, so that each has a network of its own. */
const trustedProxies = ['127.0.0.0/8', '::1/128'];

/** The issuer in this process, whose clock the test drives. */
export async function startWorld(): Promise<World> {
  await using started = new AsyncDisposableStack();
  const mails = await startMailServer();
  started.defer(mails.close);
  const mail = settingsOf({ smtp: mails.url });
  const issuer = await startTestIssuer({}, { trustedProxies, mail });
  started.defer(issuer.close);
  const provider = await applyTo(issuer, issuer.url);
  started.defer(async () => provider.close());
  const running = started.move();
  return worldOf(issuer, { mails, provider, url: issuer.url, close: () => running.disposeAsync() });
}

/** The issuer in a process of its own, which can be killed at any time. */
export async function startKillableWorld(): Promise<World & { issuer: IssuerProcess }> {
  await using started = new AsyncDisposableStack();
  const mails = await startMailServer();
  started.defer(mails.close);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  // This one prepares what the tests need. It queues mails and sends none.
  const nowhere = withoutEmail(url, false);
  const beside = await startTestIssuer({}, { trustedProxies, url, mail: nowhere });
  started.defer(beside.close);
  const settings = { ...beside.context.settings, mail: settingsOf({ smtp: mails.url }) };
  const mail = createMail({ ...beside.context, settings });
  const queueing = { ...beside, context: { ...beside.context, settings, mail } };
  const provider = await applyTo(queueing, url);
  started.defer(async () => provider.close());
  const issuer = await startIssuerProcess(settings, port);
  started.defer(issuer.kill);
  const running = started.move();
  const close = () => running.disposeAsync();
  const world = worldOf(queueing, { mails, provider, url, close });
  // Its clock is the system's.
  return { ...world, issuer, advance() {} };
}

async function applyTo({ context }: TestIssuer, url: string): Promise<UpstreamProvider> {
  const provider = await startProvider(`${url}/federation/acme/callback`);
  await applyConfiguration(declarationSchema.parse(declarationFor(provider.issuer)), context);
  return provider;
}

interface Around extends Pick<World, 'url' | 'provider' | 'close'> {
  mails: MailServer;
}

function worldOf({ context, clock }: TestIssuer, { mails, provider, url, close }: Around): World {
  const { sql, random } = context;
  const passwordHash = hashPassword(password, context);
  let count = 0;
  const sent = async (address: string) => {
    const queued = () => sql`select from mails where status = 'queued' limit 1`;
    // One that a killed issuer was sending comes after its lease, of two minutes.
    await until(async () => (await queued()).length === 0);
    return mails.received.filter(({ to }) => to.includes(address));
  };
  return {
    ...{ url, context, provider, close },
    mailbox: {
      async last(address) {
        const mail = (await sent(address)).at(-1);
        if (!mail) throw new Error(`No mail came to ${address}.`);
        const text = mail.parsed.text ?? '';
        return { text, link: /https?:\/\/\S+/.exec(text)?.[0] };
      },
    },
    newVisitor: () => createVisitor(`198.51.${100 + (++count >> 8)}.${count % 256}`),
    newAddress: () => `person${++count}@example.com`,
    async addAccount(email) {
      const given = { email, name: 'Person', emailVerified: true, password: null };
      const { id } = await createUser(given, anAdministrator, context);
      await sql`update users set password_hash = ${await passwordHash} where id = ${id}`;
      return id;
    },
    async addFactors(userId) {
      const secret = newTotpSecret(random);
      const person = (await readFactors(userId, context))!;
      // The code of the step before this one, so that the present one can be used.
      const typed = appCode(secret, new Date(+clock.now() - 30_000));
      const enrolled = await enrolTotp(
        { ...person, session: null },
        { secret, seed: random.bytes(32), typed },
        { signIn: null, told: { language: 'en', factor: 'Authenticator app' } },
        context,
      );
      if (enrolled.kind !== 'enrolled')
        throw new Error(`The app was not set up: ${enrolled.kind}.`);
      return { secret, codes: enrolled.recoveryCodes };
    },
    async tracesOf(email) {
      const [found] = await sql<{ accounts: number; sessions: number }[]>`
        select count(*)::int as accounts, coalesce(sum((select count(*) from sessions
          where user_id = users.id and ended_at is null)), 0)::int as sessions
        from users where email = ${email}`;
      return { ...found!, mails: (await sent(email)).length };
    },
    advance: clock.advance,
  };
}
