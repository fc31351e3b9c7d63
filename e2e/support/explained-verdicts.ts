import { Agent, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { explainer } from '../../packages/issuer/src/admin/explain.fixture.ts';
import { adminPermissions } from '../../packages/issuer/src/directory/admin-permissions.ts';
import { assign, unassign } from '../../packages/issuer/src/directory/assign.service.ts';
import type { Asked, Explained } from '../../packages/issuer/src/explain/explain.service.ts';
import { issueAccessToken } from '../../packages/issuer/src/tokens/access-token.ts';
import { formatBasic } from '../../packages/protocol/src/basic-credentials.ts';
import { startGatewayBehind } from '../../testing/gateway-behind.ts';
import { startTestIssuer, type TestIssuer } from '../../testing/issuer.ts';
import { secret } from '../../testing/shop.ts';
import {
  type Chooser,
  chooser,
  clients,
  groups,
  people,
  randomDirectory,
  randomRequest,
  robots,
  roles,
  seeded,
} from './random-directory.ts';

interface Verdict {
  status: number;
  error: string | null;
  reason: string | null;
}

interface Grant {
  id: string;
  user: string;
  client: string;
}

/**
 * An issuer with a directory of which the seed decides everything, and a gateway in front of a service
 * that answers 200. Both are real, and asked over HTTP.
 */
export async function startComparison(seed: number) {
  const choose = chooser(seeded(seed));
  const service = createServer((_, response) => response.end());
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const upstream = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const issuer = await startTestIssuer(randomDirectory(choose, upstream), { leaseMs: 5_000 });
  const { gateway, port } = await startGatewayBehind(issuer, {
    monotonic: () => performance.now(),
    wall: () => Date.now(),
  });
  const explain = explainer(issuer.context);
  await delegate(choose, issuer);
  const grants = await insertGrants(choose, issuer);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  return {
    /** One case: what explain says, and what the gateway answers. */
    async compare() {
      const request = randomRequest(choose);
      const of = caller(choose, grants);
      const asked: Asked = {
        ...{ subject: of.subject, api: null, whatIf: null },
        request: { ...request, host: request.host.toLowerCase() },
      };
      const told = await explain(asked);
      const token = of.token(told, issuer);
      const real = await ask(port, agent, request, token);
      return { request, told, explained: verdictOf(told.verdict, request.method), real };
    },
    /** One call of the admin API, at the issuer itself. */
    async compareCall() {
      const { host, port: at } = new URL(issuer.url);
      const method = choose.one(['GET', 'GET', 'GET', 'HEAD', 'PUT']);
      const request = { method, host, path: `/admin/v1${choose.one(adminPaths(choose))}` };
      const grant = choose.one(grants);
      const told = await explain({
        ...{ subject: { grant: grant.id }, api: null, whatIf: null },
        request,
      });
      const token = tokenOfGrant(grant, told, issuer);
      const real = await ask(Number(at), agent, request, token);
      return { request, told, explained: verdictOf(told.verdict, method), real };
    },
    /** One change: what it would do, by trial, and what the gateway answers once it is made. */
    async compareChange() {
      const request = { ...randomRequest(choose), method: 'GET' };
      const grant = choose.one(grants);
      const kind = choose.one(['role', 'group'] as const);
      const name = choose.one(kind === 'role' ? roles : groups);
      const give = choose.happens(0.5);
      const trial = { giveRoles: [], takeRoles: [], giveGroups: [], takeGroups: [] };
      const key = `${give ? 'give' : 'take'}${kind === 'role' ? 'Roles' : 'Groups'}` as const;
      const told = await explain({
        ...{ subject: { grant: grant.id }, api: null, whatIf: { ...trial, [key]: [name] } },
        request: { ...request, host: request.host.toLowerCase() },
      });
      const permissions = [...adminPermissions];
      const change = {
        kind,
        userId: grant.user,
        name,
        caller: { actor: 'user:test', permissions },
      };
      if (give) await assign(change, null, issuer.context);
      else await unassign(change, issuer.context);
      const token = tokenOfGrant(grant, told, issuer);
      const real = await ask(port, agent, request, token);
      const { verdict } = told.whatIf ?? told;
      return { request, told, explained: verdictOf(verdict, request.method), real };
    },
    async close() {
      agent.destroy();
      await gateway.close();
      await issuer.close();
      service.closeAllConnections();
      service.close();
    },
  };
}

/** Some that are there, some below a group, and odd ones. */
const adminPaths = (choose: Chooser): string[] => [
  ...['/users', '/groups', '/roles', '/organizations', '/whoami', '/none', '/clients?limit=1'],
  ...['/groups/', '//groups', '/groups/%2e%2e/x', '/groups/a%2Fb', '/groups/a;b', '/Groups'],
  ...[`/groups/${choose.one(groups)}`, `/groups/${choose.one(groups)}/members`],
];

/** Some administer everything, some a group with what lies below it. */
async function delegate(choose: Chooser, { context: { sql, settings } }: TestIssuer) {
  await sql`update clients set apis = apis || ${[`${settings.url}/admin/v1`]}::text[]
    where id = any (${clients.slice(0, 2)})`;
  await sql`insert into role_permissions (role, permission) values
    (${roles[0]!}, 'groups:read'), (${roles[1]!}, 'directory:read')`;
  const holders = choose.some(people, 0.5);
  await sql`
    insert into resource_roles (user_id, type, identifier, role)
    select id, 'group', given.name, given.role
    from unnest(${holders}::text[], ${holders.map(() => choose.one(groups))}::text[],
      ${holders.map(() => choose.one(roles.slice(0, 2)))}::text[]) given (email, name, role)
    join users using (email)`;
}

/** A person with each client, signed in strongly or weakly, lately or long ago; some of it taken back. */
async function insertGrants(choose: Chooser, { context }: TestIssuer): Promise<Grant[]> {
  const { sql, random, clock } = context;
  const users = await sql<{ id: string; email: string }[]>`select id, email from users`;
  const now = clock.now();
  const grants: Grant[] = [];
  for (const email of people) {
    const user = users.find((one) => one.email === email)!.id;
    for (const client of clients) {
      const id = random.uuid();
      const known = await context.clients(client);
      const ago = choose.one([10, 10, 3_000]);
      await sql`
        insert into grants (id, client_id, user_id, scope, apis, amr, auth_time, acr, created_at,
          expires_at, revoked_at)
        values (${id}, ${client}, ${user}, ${choose.some(known!.scopes, 0.8)}, ${known!.apis},
          '{pwd}', ${new Date(+now - ago * 1_000)}, ${choose.one(['aal1', 'aal2', 'phr'])}, ${now},
          ${new Date(+now + 86_400_000)}, ${choose.happens(0.05) ? now : null})`;
      grants.push({ id, user, client });
    }
  }
  const off = choose.some(people, 0.1);
  await sql`update users set disabled_at = now() where email = any (${off})`;
  await sql`update clients set disabled_at = now() where id = any (${choose.some(robots, 0.2)})`;
  return grants;
}

/** By what they granted, by who they are, or a client for itself. */
function caller(choose: Chooser, grants: readonly Grant[]) {
  if (choose.happens(0.2)) {
    const client = choose.one([...robots, clients[0]!]);
    return {
      subject: { client },
      token: ({ match, subject }: Explained, issuer: TestIssuer): string => {
        const accepts = match?.kind === 'route' ? match.route.accepts : [];
        return accepts.includes('client_secret') && !accepts.includes('bearer')
          ? formatBasic({ id: client, secret: secret(client) })
          : bearer(issuer, {
              ...{ kind: 'client', source: client, client },
              ...{ scope: subject?.token.scope ?? [], audiences: subject?.token.audiences ?? [] },
            });
      },
    };
  }
  const grant = choose.one(grants);
  return {
    subject: { grant: grant.id },
    token: (told: Explained, issuer: TestIssuer) => tokenOfGrant(grant, told, issuer),
  };
}

const tokenOfGrant = ({ id, client }: Grant, { subject }: Explained, issuer: TestIssuer): string =>
  bearer(issuer, {
    ...{ kind: 'user', source: id, client },
    ...{ scope: subject?.token.scope ?? [], audiences: subject?.token.audiences ?? [] },
  });

const bearer = (
  { context }: TestIssuer,
  of: Omit<Parameters<typeof issueAccessToken>[0], 'now'>,
): string => `Bearer ${issueAccessToken({ ...of, now: context.clock.now() }, context).accessToken}`;

/** To `HEAD` there is no body that says why. */
const verdictOf = ({ status, error, reason }: Explained['verdict'], method: string): Verdict =>
  status === 200 || method === 'HEAD'
    ? { status, error: null, reason: null }
    : { status, error, reason };

function ask(
  port: number,
  agent: Agent,
  { method, host, path }: ReturnType<typeof randomRequest>,
  authorization: string,
): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const headers = { host, authorization };
    const to = { host: '127.0.0.1', port, method, path, headers, agent };
    const asked = httpRequest(to, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece) => {
        text += piece;
      });
      response.on('end', () => {
        const { error = null, error_description: reason = null } = text ? JSON.parse(text) : {};
        resolve({ status: response.statusCode!, error, reason });
      });
    });
    asked.on('error', reject).end();
  });
}
