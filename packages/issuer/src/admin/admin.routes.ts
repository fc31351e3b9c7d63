import { Hono } from 'hono';
import type { Context } from '../context.ts';
import { adminAudience } from '../directory/built-in.ts';
import { answerWithProblem } from '../http/error-response.ts';
import type { ReportDependencies } from '../http/report-error.ts';
import { allSessionOperations } from './all-sessions.endpoint.ts';
import { apiOperations } from './apis.endpoint.ts';
import { applicationOperations } from './applications.endpoint.ts';
import { assignmentOperations } from './assignments.endpoint.ts';
import { auditOperations } from './audit.endpoint.ts';
import {
  type AdminDependencies,
  type AdminEnvironment,
  requirePermission,
} from './authenticate-admin.middleware.ts';
import { brandingOperations } from './branding.endpoint.ts';
import { clientSecretOperations } from './client-secrets.endpoint.ts';
import { clientOperations } from './clients.endpoint.ts';
import { configurationOperations } from './configuration.endpoint.ts';
import { explainOperations } from './explain.endpoint.ts';
import { factorOperations } from './factors.endpoint.ts';
import { createFindOperation } from './find-operation.endpoint.ts';
import { formerUserOperations } from './former-users.endpoint.ts';
import { grantOperations } from './grants.endpoint.ts';
import { groupOperations } from './groups.endpoint.ts';
import { holderOperations } from './holders.endpoint.ts';
import { identityOperations } from './identities.endpoint.ts';
import { impersonationOperations } from './impersonations.endpoint.ts';
import { importExportOperations } from './import-export.endpoint.ts';
import { invitationOperations } from './invitations.endpoint.ts';
import { keyOperations } from './keys.endpoint.ts';
import { linkOperations } from './links.endpoint.ts';
import { mailOperations } from './mails.endpoint.ts';
import { mergeOperations } from './merge.endpoint.ts';
import { describeOperations, type OpenApi } from './openapi.ts';
import { honoPath, type Operation } from './operation.ts';
import { organizationBrandingOperations } from './organization-branding.endpoint.ts';
import { organizationDomainOperations } from './organization-domains.endpoint.ts';
import { organizationMemberOperations } from './organization-members.endpoint.ts';
import { organizationOperations } from './organizations.endpoint.ts';
import { overviewOperations } from './overview.endpoint.ts';
import { passkeyOperations } from './passkeys.endpoint.ts';
import { passwordResetOperations } from './password-resets.endpoint.ts';
import { perform } from './perform.endpoint.ts';
import { policyOperations } from './policies.endpoint.ts';
import { profileOperations } from './profile.endpoint.ts';
import { providerOperations } from './providers.endpoint.ts';
import { receiptOperations } from './receipts.endpoint.ts';
import { resourceRoleOperations } from './resource-roles.endpoint.ts';
import { roleOperations } from './roles.endpoint.ts';
import { routeOperations } from './routes.endpoint.ts';
import { sessionOperations } from './sessions.endpoint.ts';
import { systemOperations } from './system.endpoint.ts';
import { trustedIssuerOperations } from './trusted-issuers.endpoint.ts';
import { userOperations } from './users.endpoint.ts';
import { waitingListOperations } from './waiting-list.endpoint.ts';
import { whoamiOperations } from './whoami.endpoint.ts';

type Dependencies = AdminDependencies &
  Pick<
    Context,
    'clients' | 'random' | 'changes' | 'receipts' | 'rates' | 'log' | 'secrets' | 'mail' | 'keys'
  >;

/** Every operation of the admin API: what is mounted, and what is described. */
export function adminOperations(context: Dependencies): Operation[] {
  const findOperation = createFindOperation(() => operations);
  const operations: Operation[] = [
    // Before those of one user, whose id takes any word of a path.
    ...importExportOperations(context),
    ...userOperations(context),
    ...formerUserOperations(context),
    ...impersonationOperations(context),
    ...mergeOperations(context),
    ...profileOperations(context),
    ...sessionOperations(context),
    ...allSessionOperations(context),
    ...grantOperations(context),
    ...linkOperations(context),
    ...identityOperations(context),
    ...applicationOperations(context),
    ...factorOperations(context),
    ...passkeyOperations(context),
    ...passwordResetOperations(context),
    ...groupOperations(context),
    ...roleOperations(context),
    ...holderOperations(context),
    ...assignmentOperations(context),
    ...resourceRoleOperations(context),
    ...organizationOperations(context),
    ...organizationMemberOperations(context),
    ...organizationDomainOperations(context),
    ...organizationBrandingOperations(context),
    ...apiOperations(context),
    ...invitationOperations(context),
    ...waitingListOperations(context),
    ...clientOperations(context),
    ...clientSecretOperations(context),
    ...overviewOperations(context),
    ...systemOperations(context),
    ...routeOperations(context),
    ...trustedIssuerOperations(context),
    ...policyOperations(context),
    ...brandingOperations(context),
    ...keyOperations(context),
    ...providerOperations(context),
    ...configurationOperations(context),
    ...auditOperations(context),
    ...mailOperations(context),
    ...receiptOperations(context),
    ...explainOperations({ ...context, findOperation }),
    ...whoamiOperations(context),
  ];
  return operations;
}

/** To be mounted at `/admin/v1`. */
export function adminRoutes(context: Dependencies & ReportDependencies): Hono<AdminEnvironment> {
  const app = new Hono<AdminEnvironment>();
  app.onError(answerWithProblem(context));
  const operations = adminOperations(context);
  // Made when it is asked for first: no start waits for it.
  let description: OpenApi | undefined;
  app.get('/openapi.json', (request) => {
    description ??= describeOperations(operations, adminAudience(context.settings.url));
    return request.json(description);
  });
  for (const operation of operations) {
    app.on(
      operation.method,
      honoPath(operation.path),
      requirePermission(operation, context),
      perform(operation, context),
    );
  }
  return app;
}
