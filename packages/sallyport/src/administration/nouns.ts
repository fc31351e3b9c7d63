import type { Noun } from './admin-command.ts';
import { apis } from './apis.ts';
import { branding } from './branding.ts';
import { clients } from './clients.ts';
import { grants } from './grants.ts';
import { groups } from './groups.ts';
import { links } from './links.ts';
import { organizations } from './organizations.ts';
import { policies } from './policies.ts';
import { providers } from './providers.ts';
import { resourceRoles } from './resource-roles.ts';
import { roles } from './roles.ts';
import { routes } from './routes.ts';
import { sessions } from './sessions.ts';
import { gateways, keys, mails } from './system.ts';
import { trustedIssuers } from './trusted-issuers.ts';
import { invitations, users } from './users.ts';
import { waitingList } from './waiting-list.ts';

/** What the commands are about that ask the admin API, in the order of the help. */
export const nouns: readonly Noun[] = [
  ...[users, groups, roles, organizations, apis, clients, sessions, grants, links],
  ...[invitations, waitingList, providers, resourceRoles, mails, routes, keys, gateways],
  ...[trustedIssuers, policies, branding],
];
