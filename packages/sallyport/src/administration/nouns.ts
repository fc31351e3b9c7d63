import type { Noun } from './admin-command.ts';
import { apis } from './apis.ts';
import { clients } from './clients.ts';
import { grants } from './grants.ts';
import { groups } from './groups.ts';
import { links } from './links.ts';
import { organizations } from './organizations.ts';
import { providers } from './providers.ts';
import { resourceRoles } from './resource-roles.ts';
import { roles } from './roles.ts';
import { routes } from './routes.ts';
import { sessions } from './sessions.ts';
import { gateways, keys, mails } from './system.ts';
import { invitations, users } from './users.ts';
import { waitingList } from './waiting-list.ts';

/** What the commands are about that ask the admin API, in the order of the help. */
export const nouns: readonly Noun[] = [
  ...[users, groups, roles, organizations, apis, clients, sessions, grants, links],
  ...[invitations, waitingList, providers, resourceRoles, mails, routes, keys, gateways],
];
