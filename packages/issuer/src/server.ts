import { Hono } from 'hono';
import {
  evaluateAccess,
  evaluateAccesses,
  evaluationMetadata,
} from './access-evaluation/evaluation.endpoint.ts';
import { mountAccount } from './account/account.routes.ts';
import { finishLink } from './account/identities/finish-link.endpoint.ts';
import { showAddressLink, useAddressLink } from './addresses/open-address-link.endpoint.ts';
import {
  showVerifyAddress,
  submitAddressCode,
  submitVerifyAddress,
} from './addresses/verify-address.endpoint.ts';
import { adminRoutes } from './admin/admin.routes.ts';
import { authorize, authorizeByPost, continueAuthorize } from './authorize/authorize.endpoint.ts';
import { serveBranding } from './branding/branding.endpoint.ts';
import { join, leave, nextChanges, renewLease } from './changes/changes.endpoint.ts';
import { authenticateGateway } from './clients/authenticate-gateway.middleware.ts';
import { limitWrongSecrets } from './clients/limit-wrong-secrets.middleware.ts';
import { createLinkOrigins } from './clients/link-origins.service.ts';
import { showConsent } from './consent/consent.endpoint.ts';
import { keepAnswer } from './consent/keep-answer.endpoint.ts';
import type { Context } from './context.ts';
import { showConfirmDevice } from './device-authorization/confirm-device.endpoint.ts';
import { showDeviceAnswered } from './device-authorization/device-answered.endpoint.ts';
import { deviceAuthorization } from './device-authorization/device-authorization.endpoint.ts';
import { showEnterCode, submitEnterCode } from './device-authorization/enter-code.endpoint.ts';
import { discovery, jwks } from './discovery/discovery.endpoint.ts';
import { sendMailedWay, showMailedWay } from './email-sign-in/ask-by-mail.endpoint.ts';
import { checkMailedCode } from './email-sign-in/check-code.endpoint.ts';
import { mailedWays } from './email-sign-in/mailed-ways.ts';
import { showMagicLink, useMagicLink } from './email-sign-in/open-magic-link.endpoint.ts';
import { showCode, submitCode } from './factors/ask-code.endpoint.ts';
import { showPasskey, submitPasskey } from './factors/ask-passkey.endpoint.ts';
import {
  checkMailboxCode,
  sendMailboxCode,
  showConfirmMailbox,
} from './factors/confirm-mailbox.endpoint.ts';
import { showSetUpFactor } from './factors/set-up-factor.endpoint.ts';
import { showSetUpPasskey, submitSetUpPasskey } from './factors/set-up-passkey.endpoint.ts';
import { showSetUpTotp, submitSetUpTotp } from './factors/set-up-totp.endpoint.ts';
import { federationCallback } from './federation/callback.endpoint.ts';
import { postedFederationCallback } from './federation/posted-callback.endpoint.ts';
import { startFederation } from './federation/start.endpoint.ts';
import { createUpstreams } from './federation/upstreams.service.ts';
import { readRoutes } from './gateway-routes/routes.endpoint.ts';
import { live, ready } from './health/health.endpoint.ts';
import { refuseUnmounted } from './http/allowed-methods.ts';
import { anyOrigin, preflight } from './http/any-origin.ts';
import { boundWork } from './http/bounded-work.ts';
import { createCallers } from './http/callers.ts';
import { knowScheme } from './http/cookies.ts';
import { answerWithJson, answerWithPage } from './http/error-response.ts';
import { knowSource } from './http/know-source.ts';
import { noteRoute } from './http/note.ts';
import { pathOf } from './http/path-of.ts';
import { cancelInteraction } from './interactions/cancel.endpoint.ts';
import { leadBackTo } from './interactions/lead-back.endpoint.ts';
import { startSignInAgain } from './interactions/start-again.endpoint.ts';
import { introspect } from './introspection/introspection.endpoint.ts';
import { freshKeys } from './keys/fresh-keys.middleware.ts';
import { createLink } from './links/create-link.endpoint.ts';
import { readLink, revokeLink } from './links/manage-link.endpoint.ts';
import { redeem, redeemPreflight } from './links/redeem-link.endpoint.ts';
import { boundsOf } from './listen/limits.ts';
import { logout, logoutByPost } from './logout/logout.endpoint.ts';
import { signOut } from './logout/sign-out.endpoint.ts';
import {
  listShownMails,
  onThisMachine,
  showMail,
  showMailHtml,
} from './mail/shown-mails.endpoint.ts';
import { createShownMails } from './mail/shown-mails.service.ts';
import {
  showChangePassword,
  submitChangePassword,
} from './own-password/change-password.endpoint.ts';
import {
  showForgotPassword,
  submitForgotPassword,
} from './own-password/forgot-password.endpoint.ts';
import { showResetPassword, submitResetPassword } from './own-password/reset-password.endpoint.ts';
import { serveAsset } from './pages/assets.endpoint.ts';
import { showError } from './pages/error.endpoint.ts';
import { home } from './pages/home.endpoint.ts';
import { chooseLanguageByForm } from './pages/language.endpoint.ts';
import { answerReceipts } from './receipts/receipts.endpoint.ts';
import { showRegister, submitRegister } from './registration/ask-address.endpoint.ts';
import { showDetails, submitDetails } from './registration/details.endpoint.ts';
import {
  showInvitation,
  submitInvitation,
} from './registration/invitations/accept-invitation.endpoint.ts';
import {
  showRegisterCode,
  showRegisterLink,
  submitRegisterCode,
  useRegisterLink,
} from './registration/prove-address.endpoint.ts';
import { showTerms, submitTerms } from './registration/terms/accept-terms.endpoint.ts';
import { revoke } from './revocation/revocation.endpoint.ts';
import { anyOriginPaths, routes } from './routes.ts';
import {
  showSelectAccount,
  submitSelectAccount,
} from './select-account/select-account.endpoint.ts';
import { cancelLink } from './sign-in/cancel-link.endpoint.ts';
import { showSignIn, submitSignIn } from './sign-in/sign-in.endpoint.ts';
import { leadOnWhereSignedIn } from './sign-in/signed-in-elsewhere.middleware.ts';
import { swap } from './swap/swap.endpoint.ts';
import { token } from './token-endpoint/token.endpoint.ts';
import { createRemoteKeys } from './trusted-issuers/remote-keys.service.ts';
import { readSession } from './userinfo/session.endpoint.ts';
import { userinfo } from './userinfo/userinfo.endpoint.ts';

/** Where something is signed, sealed, opened or published. */
const keyPaths = [
  routes.jwks,
  routes.token,
  routes.introspect,
  routes.revoke,
  routes.userinfo,
  routes.evaluateAccess,
  routes.evaluateAccesses,
  routes.links,
  routes.redeemLink,
  `${routes.admin}/*`,
];

/** The whole HTTP surface of the issuer, at its public listener. */
export function createPublicServer(context: Context): Hono {
  const app = new Hono({ getPath: pathOf });
  app.onError(answerWithJson(context));
  app.notFound(refuseUnmounted(app, answerWithJson(context)));
  app.use(noteRoute());

  // Operations. Before the bounds of the rest: a crowd must not make a node look dead.
  app.get(routes.live, live());
  app.get(routes.ready, ready(context));

  app.use(knowSource(context));

  // Around the bounds, so that pages can read what these refuse.
  for (const path of anyOriginPaths) app.use(path, anyOrigin());
  const bounds = boundsOf('public', context.settings);
  app.use(boundWork({ ...bounds, networkOf: context.callers.network }));

  // Protocol
  for (const path of anyOriginPaths) app.options(path, preflight());
  for (const path of keyPaths) app.use(path, freshKeys(context));
  app.get(routes.openidConfiguration, discovery(context));
  app.get(routes.authorizationServerMetadata, discovery(context));
  app.get(routes.jwks, jwks(context));
  const guesses = limitWrongSecrets(context);
  app.post(routes.token, guesses, token(context));
  app.post(routes.deviceAuthorization, guesses, deviceAuthorization(context));
  const introspection = { ...context, remoteKeys: createRemoteKeys(context) };
  app.post(routes.introspect, guesses, introspect(introspection));
  app.post(routes.revoke, guesses, revoke(context));
  app.on(['GET', 'POST'], routes.userinfo, userinfo(context));
  app.get(routes.authzenConfiguration, evaluationMetadata(context));
  app.post(routes.evaluateAccess, guesses, evaluateAccess(context));
  app.post(routes.evaluateAccesses, guesses, evaluateAccesses(context));

  // Action links
  app.post(routes.links, guesses, createLink(context));
  const redemption = { ...context, linkOrigins: createLinkOrigins(context.sql) };
  app.options(routes.redeemLink, redeemPreflight(redemption));
  app.post(routes.redeemLink, redeem(redemption));
  app.get('/links/:id', guesses, readLink(context));
  app.delete('/links/:id', guesses, revokeLink(context));

  // Administration
  app.route(routes.admin, adminRoutes(context));

  // Pages for people
  const pages = new Hono();
  pages.onError(answerWithPage(context, showError(context)));
  pages.use(knowScheme(context.settings.url));
  for (const path of [routes.authorize, routes.logout]) pages.use(path, freshKeys(context));
  pages.get(routes.home, home(context));
  pages.post(routes.language, chooseLanguageByForm(context));
  pages.get(routes.authorize, authorize(context));
  pages.post(routes.authorize, authorizeByPost());
  pages.get('/authorize/:interaction', continueAuthorize(context));
  pages.get('/authorize/:interaction/again', startSignInAgain(context));
  pages.post('/interaction/:interaction/cancel', cancelInteraction(context));
  pages.get('/select-account/:interaction', showSelectAccount(context));
  pages.post('/select-account/:interaction', submitSelectAccount(context));
  pages.get('/terms/:interaction', showTerms(context));
  pages.post('/terms/:interaction', submitTerms(context));
  pages.get('/consent/:interaction', showConsent(context));
  pages.post('/consent/:interaction', keepAnswer(false, context));
  pages.get(routes.device(), showEnterCode(context));
  pages.post(routes.device(), submitEnterCode(context));
  for (const answered of ['allowed', 'denied', 'over'] as const) {
    pages.get(routes.deviceAnswered(answered), showDeviceAnswered(answered, context));
  }
  pages.get('/device/:interaction', showConfirmDevice(context));
  pages.post('/device/:interaction', keepAnswer(true, context));
  const elsewhere = leadOnWhereSignedIn(context);
  pages.get('/sign-in/:interaction', showSignIn(context));
  pages.post('/sign-in/:interaction', submitSignIn(context));
  for (const way of ['email-code', 'magic-link'] as const) {
    pages.get(`/${way}/:interaction`, elsewhere, showMailedWay(way, context));
    pages.post(`/${way}/:interaction`, sendMailedWay(way, context));
    pages.get(`/${way}/:interaction/check`, leadBackTo(mailedWays[way].page));
    pages.post(`/${way}/:interaction/check`, checkMailedCode(way, context));
  }
  pages.get('/magic-link/:interaction/open', showMagicLink(context));
  pages.post('/magic-link/:interaction/open', useMagicLink(context));
  pages.get('/register/:interaction', elsewhere, showRegister(context));
  pages.post('/register/:interaction', submitRegister(context));
  pages.get('/register/:interaction/code', elsewhere, showRegisterCode(context));
  pages.post('/register/:interaction/code', submitRegisterCode(context));
  pages.get('/register/:interaction/open', showRegisterLink(context));
  pages.post('/register/:interaction/open', useRegisterLink(context));
  pages.get('/register/:interaction/details', elsewhere, showDetails(context));
  pages.post('/register/:interaction/details', submitDetails(context));
  pages.get('/verify-address', showAddressLink(context));
  pages.post('/verify-address', useAddressLink(context));
  pages.get('/verify-address/:interaction', showVerifyAddress(context));
  pages.post('/verify-address/:interaction', submitVerifyAddress(context));
  pages.post('/verify-address/:interaction/code', submitAddressCode(context));
  pages.get('/invitation', showInvitation(context));
  pages.post('/invitation', submitInvitation(context));
  pages.get('/forgot-password/:interaction', elsewhere, showForgotPassword(context));
  pages.post('/forgot-password/:interaction', submitForgotPassword(context));
  pages.get('/reset-password', showResetPassword(context));
  pages.post('/reset-password', submitResetPassword(context));
  for (const [factor, path] of [
    ['totp', '/totp/:interaction'],
    ['recovery_code', '/recovery-code/:interaction'],
  ] as const) {
    pages.get(path, elsewhere, showCode(factor, context));
    pages.post(path, submitCode(factor, context));
  }
  pages.get('/passkey/:interaction', showPasskey(context));
  pages.post('/passkey/:interaction', submitPasskey(context));
  pages.get('/confirm-mailbox/:interaction', showConfirmMailbox(context));
  pages.post('/confirm-mailbox/:interaction', sendMailboxCode(context));
  pages.post('/confirm-mailbox/:interaction/check', checkMailboxCode(context));
  pages.get('/set-up-factor/:interaction', showSetUpFactor(context));
  pages.get('/set-up-passkey/:interaction', showSetUpPasskey(context));
  pages.post('/set-up-passkey/:interaction', submitSetUpPasskey(context));
  pages.get('/set-up-totp/:interaction', showSetUpTotp(context));
  pages.post('/set-up-totp/:interaction', submitSetUpTotp(context));
  pages.get('/change-password/:interaction', showChangePassword(context));
  pages.post('/change-password/:interaction', submitChangePassword(context));
  pages.post('/sign-in/:interaction/cancel-link', cancelLink(context));
  const federation = { ...context, upstreams: createUpstreams(context) };
  pages.get('/federation/:provider/start/:interaction', leadBackTo(routes.signIn));
  pages.post('/federation/:provider/start/:interaction', startFederation(federation));
  pages.get(
    '/federation/:provider/callback',
    federationCallback(federation, finishLink(federation)),
  );
  pages.post('/federation/:provider/callback', postedFederationCallback(federation));
  mountAccount(pages, federation);
  pages.get(routes.logout, logout(context));
  pages.post(routes.logout, logoutByPost(context));
  if (context.settings.mail.delivery.to === 'pages') {
    const shown = { ...context, shownMails: createShownMails(context) };
    pages.use('/dev/mail/*', onThisMachine(context));
    pages.get(routes.shownMails, listShownMails(shown));
    pages.get('/dev/mail/:id', showMail(shown));
    pages.get('/dev/mail/:id/html', showMailHtml(shown));
  }
  pages.get('/assets/:name', serveAsset());
  pages.get('/branding/:name', serveBranding(context));
  app.route('/', pages);
  return app;
}

/** A gateway tells the one address that called it, and what reaches that listener is a gateway. */
const anyAddress = ['0.0.0.0/0', '::/0'];

/**
 * What gateways ask, at a listener of its own: the work of the public one cannot use up its bounds,
 * and it need not be reachable from outside.
 */
export function createInternalServer(context: Context): Hono {
  const app = new Hono({ getPath: pathOf });
  app.onError(answerWithJson(context));
  app.notFound(refuseUnmounted(app, answerWithJson(context)));
  app.use(noteRoute());
  const bounds = boundsOf('internal', context.settings);

  app.get(routes.ready, ready(context));
  app.use('/internal/*', authenticateGateway(context));
  app.use('/internal/*', boundWork({ ...bounds, except: new Set([routes.nextChanges]) }));
  const internalKeyPaths = [routes.swap, routes.readSession, routes.signOut, ...keyPaths];
  for (const path of internalKeyPaths) app.use(path, freshKeys(context));
  app.post(routes.swap, swap(context));
  app.post(routes.joinMembers, join(context));
  app.post(routes.renewLease, renewLease(context));
  app.post(routes.nextChanges, nextChanges(context));
  app.post(routes.answerReceipts, answerReceipts(context));
  app.post(routes.leave, leave(context));
  app.post(routes.readRoutes, readRoutes(context));
  app.post(routes.readSession, readSession(context));
  app.post(routes.signOut, signOut(context));

  // What token handlers ask for the browsers that they serve, as the application's client.
  app.use(boundWork({ ...bounds, networkOf: context.callers.network }));
  const guesses = limitWrongSecrets(context);
  app.post(routes.token, guesses, token(context, true));
  // Administration, for the console. Only a gateway knows where its callers called from.
  const callers = createCallers(anyAddress);
  app.use(`${routes.admin}/*`, knowSource({ callers }));
  app.route(routes.admin, adminRoutes(context));

  // Of these two, gateways of the version before.
  app.post(routes.revoke, guesses, revoke(context));
  app.get(routes.userinfo, userinfo(context));
  return app;
}
