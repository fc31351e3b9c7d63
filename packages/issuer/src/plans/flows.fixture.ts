import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { shop } from '../../../../testing/shop.ts';
import { abuseSchema } from '../abuse/abuse-configuration.ts';
import { abuseSettings } from '../abuse/abuse-settings.ts';
import { deviceCodeGrant } from '../clients/grant-types.ts';
import { adminAudience } from '../directory/built-in.ts';
import {
  startProvider,
  type UpstreamProvider,
  upstreamClient,
} from '../federation/provider.fixture.ts';
import { encryptAtRest } from '../keys/at-rest.ts';
import { routes } from '../routes.ts';
import { systemRandom } from '../runtime/random.ts';
import { createRequests, partner, type Requests, root } from './requests.fixture.ts';
import { administrationSteps } from './steps/administration.fixture.ts';
import { peopleSteps } from './steps/people.fixture.ts';
import { signInSteps } from './steps/sign-in.fixture.ts';
import { tokenSteps } from './steps/tokens.fixture.ts';

/** An issuer on one connection, and each request that it answers, one after the other. */
export interface Flows {
  issuer: TestIssuer;
  /** By name. Each of them may be run again and again. */
  steps: readonly (readonly [name: string, run: () => Promise<unknown>])[];
  /** Once the steps of sign-in ran. */
  administrate: Requests['administrate'];
  close(): Promise<void>;
}
/** Asked for at sign-in, after more failures than there are here. */
const abuse = abuseSettings(
  abuseSchema.parse({
    checks: { registration: 'off', forgotten_password: 'off', sign_in_after: 100 },
  }),
  { denied: [] },
);
const orderType = {
  type: 'order',
  actions: [{ name: 'read', permission: 'orders:read', text: 'See order {identifier}' }],
};

export async function startFlows(): Promise<Flows> {
  const issuer = await startTestIssuer(
    {
      ...shop,
      apis: [{ ...shop.apis[0]!, authorization_details: [orderType] }, ...shop.apis.slice(1)],
      users: [...shop.users, { ...root, name: 'Root', roles: ['administrator'] }],
      clients: [
        ...shop.clients.map((client) =>
          client.id === 'shop-web'
            ? {
                ...{ ...client, scopes: [...client.scopes!, 'organization'] },
                grants: [...client.grants, deviceCodeGrant],
              }
            : client,
        ),
        partner,
      ],
    },
    // With a secret of its own, it makes its keys, too.
    { databaseConnections: 1, abuse, secret: systemRandom.bytes(32), keysKnownMs: 300 },
  );
  const { sql } = issuer.context;
  // Analyzing a table later makes the server plan anew.
  await sql.unsafe(`do $$ declare name text; begin
    for name in select relid::regclass from pg_stat_user_tables t
      join pg_class on oid = relid where relkind = 'r'
    loop execute format('alter table %s set (autovacuum_enabled = off)', name); end loop;
  end $$`);
  const audience = adminAudience(issuer.url);
  await sql`update clients set apis = apis || ${[audience]}::text[] where id = 'shop-web'`;
  const upstream = await startProvider(issuer.url + routes.federationCallback('acme'));
  await declareProvider(issuer, upstream);
  const requests = createRequests(issuer);
  return {
    issuer,
    steps: Object.entries(stepsOf(requests, upstream)),
    administrate: requests.administrate,
    async close() {
      upstream.close();
      await issuer.close();
    },
  };
}

async function declareProvider({ context }: TestIssuer, { issuer }: UpstreamProvider) {
  const { sql, secrets, random } = context;
  const plain = Buffer.from(upstreamClient.secret);
  const sealed = encryptAtRest(secrets.atRest, 'provider acme', plain, random);
  const groups = [{ claim: 'groups', value: 'buyers', group: 'customers' }];
  const settings = { groups, registration: 'open', profile: 'every_sign_in' };
  await sql`
    insert into providers
      (id, type, name, issuer, client_id, client_secret, scopes, default_groups, settings, declared)
    values ('acme', 'oidc', 'Acme', ${issuer}, ${upstreamClient.id}, ${sealed},
      '{openid,email,profile}', '{customers}', ${sql.json(settings)}, true)`;
}

function stepsOf(requests: Requests, upstream: UpstreamProvider) {
  return {
    ...signInSteps(requests),
    ...tokenSteps(requests),
    ...administrationSteps(requests),
    ...peopleSteps(requests, upstream),
  };
}
