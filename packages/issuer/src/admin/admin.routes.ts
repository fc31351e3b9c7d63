import { OAuthError } from '@sallyport/protocol/errors.ts';
import { Hono, type Context as Request } from 'hono';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { adminAudience } from '../directory/built-in.ts';
import { parseInput, readJson } from '../http/body.ts';
import { queryParameters } from '../http/parameters.ts';
import { apiOperations } from './apis.endpoint.ts';
import { applicationOperations } from './applications.endpoint.ts';
import { assignmentOperations } from './assignments.endpoint.ts';
import { auditOperations } from './audit.endpoint.ts';
import {
  type AdminDependencies,
  type AdminEnvironment,
  requirePermission,
} from './authenticate-admin.middleware.ts';
import { clientSecretOperations } from './client-secrets.endpoint.ts';
import { clientOperations } from './clients.endpoint.ts';
import { explainOperations } from './explain.endpoint.ts';
import { factorOperations } from './factors.endpoint.ts';
import { groupOperations } from './groups.endpoint.ts';
import { holderOperations } from './holders.endpoint.ts';
import { identityOperations } from './identities.endpoint.ts';
import { etagOf, unchanged } from './if-match.ts';
import { invitationOperations } from './invitations.endpoint.ts';
import { mailOperations } from './mails.endpoint.ts';
import { describeOperations, type OpenApi } from './openapi.ts';
import type { Operation } from './operation.ts';
import { passkeyOperations } from './passkeys.endpoint.ts';
import { profileOperations } from './profile.endpoint.ts';
import { receiptOperations } from './receipts.endpoint.ts';
import { roleOperations } from './roles.endpoint.ts';
import { sessionOperations } from './sessions.endpoint.ts';
import { systemOperations } from './system.endpoint.ts';
import { userOperations } from './users.endpoint.ts';
import { waitingListOperations } from './waiting-list.endpoint.ts';

type Dependencies = AdminDependencies &
  Pick<Context, 'random' | 'changes' | 'receipts' | 'log' | 'secrets' | 'mail'>;

/** Every operation of the admin API: what is mounted, and what is described. */
export const adminOperations = (context: Dependencies): Operation[] => [
  ...userOperations(context),
  ...profileOperations(context),
  ...sessionOperations(context),
  ...identityOperations(context),
  ...applicationOperations(context),
  ...factorOperations(context),
  ...passkeyOperations(context),
  ...groupOperations(context),
  ...roleOperations(context),
  ...holderOperations(context),
  ...assignmentOperations(context),
  ...apiOperations(context),
  ...invitationOperations(context),
  ...waitingListOperations(context),
  ...clientOperations(context),
  ...clientSecretOperations(context),
  ...systemOperations(context),
  ...auditOperations(context),
  ...mailOperations(context),
  ...receiptOperations(context),
  ...explainOperations(context),
];

/** To be mounted at `/admin/v1`. */
export function adminRoutes(context: Dependencies): Hono<AdminEnvironment> {
  const app = new Hono<AdminEnvironment>();
  const operations = adminOperations(context);
  // Made when it is asked for first: no start waits for it.
  let description: OpenApi | undefined;
  app.get('/openapi.json', (request) => {
    description ??= describeOperations(operations, adminAudience(context.settings.url));
    return request.json(description);
  });
  for (const operation of operations) {
    const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app.on(
      operation.method,
      path,
      requirePermission(operation.permission, context),
      perform(operation),
    );
  }
  return app;
}

const perform =
  ({ params, query, body, status, versioned, run }: Operation) =>
  async (request: Request<AdminEnvironment>) => {
    const answer = await run({
      params: params && parseInput(params, request.req.param()),
      query: query && parseInput(query, queryOf(request)),
      body: body && (await readBody(request, body)),
      caller: request.get('caller'),
      unchanged: unchanged(versioned ? request.req.header('if-match') : undefined),
    });
    if (versioned && status !== 204) request.header('ETag', etagOf(answer as object));
    request.header('Cache-Control', 'no-store');
    return status === 204 ? request.body(null, 204) : request.json(answer as object, status);
  };

const queryOf = (request: Request) =>
  Object.fromEntries(queryParameters(request.req.url).entries());

/** A body that may be left out is one in which every field may be. */
async function readBody(request: Request, schema: z.ZodType): Promise<unknown> {
  if (request.req.header('content-type') !== undefined) return readJson(request, schema);
  if ((await request.req.text()) === '') return parseInput(schema, {});
  throw new OAuthError('unsupported_media_type', 'Send the body as application/json.');
}
