import { csrfOf, type Visit, type Visitor } from '../../../../testing/visitor.ts';
import { continueAuthorize } from '../authorize/authorize.endpoint.ts';
import {
  checkMailboxCode,
  sendMailboxCode,
  showConfirmMailbox,
} from '../factors/confirm-mailbox.endpoint.ts';
import { type Site, startSite } from '../http/site.fixture.ts';
import { encryptAtRest } from '../keys/at-rest.ts';
import { routes } from '../routes.ts';
import { cancelLink } from '../sign-in/cancel-link.endpoint.ts';
import { showSignIn, submitSignIn } from '../sign-in/sign-in.endpoint.ts';
import { federationCallback } from './callback.endpoint.ts';
import { postedFederationCallback } from './posted-callback.endpoint.ts';
import { upstreamClient } from './provider.fixture.ts';
import type { ProviderTypeName } from './provider-types.ts';
import { startFederation } from './start.endpoint.ts';
import { createUpstreams } from './upstreams.service.ts';

/** The pages of signing in, with a group that providers put people in. */
export async function startFederatedSite(): Promise<Site> {
  const site = await startSite((app, context) => {
    const dependencies = { ...context, upstreams: createUpstreams(context) };
    app.get('/sign-in/:interaction', showSignIn(context));
    app.post('/sign-in/:interaction', submitSignIn(context));
    app.get('/authorize/:interaction', continueAuthorize(context));
    app.post('/sign-in/:interaction/cancel-link', cancelLink(context));
    app.get('/confirm-mailbox/:interaction', showConfirmMailbox(context));
    app.post('/confirm-mailbox/:interaction', sendMailboxCode(context));
    app.post('/confirm-mailbox/:interaction/check', checkMailboxCode(context));
    app.post('/federation/:provider/start/:interaction', startFederation(dependencies));
    app.get('/federation/:provider/callback', federationCallback(dependencies, linksNothing));
    app.post('/federation/:provider/callback', postedFederationCallback(dependencies));
  });
  const { sql } = site.context;
  await sql`insert into groups (name, declared) values ('guests', true)`;
  await sql`insert into policies (name, definition) values ('registration', '{"mode": "open"}')`;
  return site;
}

/** There are no pages of an account on this site. */
const linksNothing = () => {
  throw new Error('Nothing is linked here');
};

interface Declared {
  id: string;
  name: string;
  issuer: string;
  /** Trusted with the addresses of these. */
  domains?: string[];
  type?: ProviderTypeName;
  clientId?: string;
  secret?: string;
  scopes?: string[];
  settings?: object;
}

/** A provider that the file would declare. */
export async function declareProvider(site: Site, declared: Declared) {
  const { id, name, issuer, domains = [], type = 'oidc', clientId = upstreamClient.id } = declared;
  const { secret = upstreamClient.secret, scopes = ['email', 'profile'], settings = {} } = declared;
  const { sql, secrets, random } = site.context;
  const sealed = encryptAtRest(secrets.atRest, `provider ${id}`, Buffer.from(secret), random);
  await sql`
    insert into providers
      (id, type, name, issuer, client_id, client_secret, scopes, default_groups,
       trusted_for_domains, settings, declared)
    values (${id}, ${type}, ${name}, ${issuer}, ${clientId}, ${sealed},
            ${scopes}, '{guests}', ${domains}, ${JSON.stringify(settings)}::text::jsonb, true)`;
}

/** Presses the provider's button for a person. */
export async function start(
  site: Site,
  visitor: Visitor,
  who: string,
  provider = 'acme',
  parameters = {},
) {
  const query = encodeURIComponent(JSON.stringify({ loginHint: who, ...parameters }));
  const { text: interaction } = await visitor.get(`${site.url}/begin?with=${query}`);
  const page = await visitor.get(site.url + routes.signIn(interaction));
  const url = site.url + routes.federationStart(provider, interaction);
  return { interaction, page: await visitor.post(url, { csrf: csrfOf(page) }) };
}

/** Follows the provider's pages to the callback, and does not open it. */
export async function signInThere(site: Site, visitor: Visitor, page: Visit): Promise<string> {
  let visit = page;
  while (visit.next && !visit.next.startsWith(`${site.url}/federation/`)) {
    visit = await visitor.get(visit.next);
  }
  if (!visit.next) throw new Error(`The provider stopped at ${visit.url}: ${visit.text}`);
  return visit.next;
}
