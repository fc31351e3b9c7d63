import type { Hono } from 'hono';
import type { Upstreams } from '../federation/upstreams.service.ts';
import { routes } from '../routes.ts';
import type { AccountContext } from './account-page.endpoint.ts';
import {
  addAddress,
  showAddressCode,
  showAddresses,
  submitNewAddressCode,
  submitPrimary,
  submitRemoveAddress,
} from './addresses/addresses.endpoint.ts';
import { revokeAccess, showApplications } from './applications/applications.endpoint.ts';
import {
  keepAppCodes,
  makeCodes,
  removeAuthenticator,
  setUpApp,
  showAuthenticator,
  showSetUpApp,
} from './authenticator/authenticator.endpoint.ts';
import { deleteAccount, downloadData, showData } from './data/data.endpoint.ts';
import { forgetDevice, showDevices } from './devices/devices.endpoint.ts';
import { showEvents } from './events/events.endpoint.ts';
import { linkProvider, showIdentities, unlinkProvider } from './identities/identities.endpoint.ts';
import {
  begin,
  endImpersonation,
  showImpersonation,
} from './impersonation/impersonation.endpoint.ts';
import { showOverview } from './overview/overview.endpoint.ts';
import {
  addOwnPasskey,
  keepPasskeyCodes,
  keepPasskeyName,
  removePasskeyHere,
  showAddPasskey,
  showPasskeys,
  showRenamePasskey,
} from './passkeys/passkeys.endpoint.ts';
import {
  changePassword,
  removePassword,
  setFirstPassword,
  showPassword,
} from './password/password.endpoint.ts';
import { keepPreferences, showPreferences } from './preferences/preferences.endpoint.ts';
import { showProfile, submitProfile } from './profile/profile.endpoint.ts';
import { pathOfSection } from './sections.ts';
import { endOtherSessions, endSession, showSessions } from './sessions/sessions.endpoint.ts';
import { signOutHere } from './sign-out.endpoint.ts';

/** Every page of the account, and every form on it. */
export function mountAccount(
  pages: Hono,
  context: AccountContext & { upstreams: Upstreams },
): void {
  pages.get(routes.account, showOverview(context));
  const passwordPage = pathOfSection('password');
  pages.get(routes.wellKnownChangePassword, (request) => request.redirect(passwordPage, 303));
  pages.get('/account/password', showPassword(context));
  pages.post('/account/password', changePassword(context));
  pages.post('/account/password/first', setFirstPassword(context));
  pages.post('/account/password/remove', removePassword(context));
  pages.get('/account/passkeys', showPasskeys(context));
  pages.get('/account/passkeys/add', showAddPasskey(context));
  pages.post('/account/passkeys/add', addOwnPasskey(context));
  pages.post('/account/passkeys/kept', keepPasskeyCodes(context));
  pages.get('/account/passkeys/rename', showRenamePasskey(context));
  pages.post('/account/passkeys/rename', keepPasskeyName(context));
  pages.post('/account/passkeys/remove', removePasskeyHere(context));
  pages.get('/account/sessions', showSessions(context));
  pages.post('/account/sessions/end', endSession(context));
  pages.post('/account/sessions/end-others', endOtherSessions(context));
  pages.get('/account/events', showEvents(context));
  pages.get('/account/preferences', showPreferences(context));
  pages.post('/account/preferences', keepPreferences(context));
  pages.get('/account/applications', showApplications(context));
  pages.post('/account/applications/revoke', revokeAccess(context));
  pages.get('/account/authenticator', showAuthenticator(context));
  pages.get('/account/authenticator/set-up', showSetUpApp(context));
  pages.post('/account/authenticator/set-up', setUpApp(context));
  pages.post('/account/authenticator/kept', keepAppCodes(context));
  pages.post('/account/authenticator/remove', removeAuthenticator(context));
  pages.post('/account/authenticator/codes', makeCodes(context));
  pages.get('/account/data', showData(context));
  pages.post('/account/data/download', downloadData(context));
  pages.post('/account/data/delete', deleteAccount(context));
  pages.get('/account/devices', showDevices(context));
  pages.post('/account/devices/forget', forgetDevice(context));
  pages.get('/account/identities', showIdentities(context));
  pages.post('/account/identities/link', linkProvider(context));
  pages.post('/account/identities/unlink', unlinkProvider(context));
  pages.get(routes.impersonate(), showImpersonation(context));
  pages.post(routes.impersonate(), begin(context));
  pages.post(routes.endImpersonation, endImpersonation(context));
  pages.post(routes.accountSignOut, signOutHere(context));
  pages.get(routes.accountSection('profile'), showProfile(context));
  pages.post(routes.accountSection('profile'), submitProfile(context));
  const addresses = routes.accountAddresses;
  pages.get(addresses.add, showAddresses(context));
  pages.post(addresses.add, addAddress(context));
  pages.get(addresses.code, showAddressCode(context));
  pages.post(addresses.code, submitNewAddressCode(context));
  pages.post(addresses.primary, submitPrimary(context));
  pages.post(addresses.remove, submitRemoveAddress(context));
}
