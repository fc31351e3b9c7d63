import { generateSync } from 'otplib';
import { Authenticator } from '../../../../../testing/authenticator.ts';
import { basic } from '../../../../../testing/issuer.ts';
import { alice, secret } from '../../../../../testing/shop.ts';
import { signInToShop } from '../../../../../testing/sign-in.ts';
import { createVisitor, csrfOf, type Visitor } from '../../../../../testing/visitor.ts';
import {
  createDevices,
  openPage,
  press,
  typeCode,
} from '../../device-authorization/device-sign-in.fixture.ts';
import { confirmMailbox } from '../../factors/app-people.fixture.ts';
import { readFactors } from '../../factors/factors.service.ts';
import {
  forgetDevices,
  listDevices,
  recogniseDevice,
  rememberDevice,
} from '../../factors/remembered-devices/remembered-devices.service.ts';
import { optionsOf } from '../../passkeys/asked.fixture.ts';
import { applyPolicy } from '../../policies/policies.service.ts';
import { signInPolicy, signInSection } from '../../sign-in-policy/policy.ts';
import { bob, type Requests, root, web } from '../requests.fixture.ts';

/** Signing in with a password and with two factors, and the policies for it. */
export function signInSteps(requests: Requests) {
  const { issuer, url, browser, held, shopUrl, token, administrate, code } = requests;
  return {
    'sign in with a password': async () => {
      held.tokens = await signInToShop(url, { browser });
      held.admin = await signInToShop(url, { person: root });
    },
    'a wrong password': async () => {
      for (const email of [alice.email, 'unknown@example.com']) {
        const person = { email, password: 'not hers at all' };
        await signInToShop(url, { person }).catch(() => {});
      }
    },
    'authorize with a session, redeem': async () =>
      token(200, web, await code(browser, 'shop-web', 'openid offline_access')),
    'sign in again': async () => {
      const request = shopUrl({ prompt: 'login' });
      const signIn = (await browser.get(request)).next!;
      const csrf = csrfOf(await browser.get(signIn));
      await browser.post(signIn, { csrf, another: 'yes' });
      const again = (await browser.get(request)).next!;
      await browser.post(`${url}/interaction/${again.split('/').at(-1)}/cancel`, { csrf });
      await browser.get((await browser.post(signIn, { csrf, ...alice })).next!);
    },
    'an account is chosen': async () => {
      const page = (await browser.get(shopUrl({ prompt: 'select_account' }))).next!;
      const csrf = csrfOf(await browser.get(page));
      await browser.post(page, { csrf, account: 'another' });
    },
    'a third party': async () => {
      const fields = await code(browser, 'partner', 'openid');
      await token(200, basic('partner', secret('partner')), fields);
      await code(browser, 'partner', 'openid');
      const { items } = await administrate('GET', `/users?email=${alice.email}`, 200);
      const applications = `/users/${items[0].id}/applications`;
      await administrate('GET', applications, 200);
      await administrate('DELETE', `${applications}/partner`, 204);
    },
    'a device': async () => {
      await issuer.context.sql`truncate sign_in_throttles`;
      const page = await openPage(browser, `${url}/device`);
      await typeCode(browser, page, 'BBBB-BBBB');
      for (const client of ['shop-web', 'partner']) {
        const devices = createDevices(issuer, { id: client, secret: secret(client) });
        for (const answer of ['given', 'denied']) {
          const begun = await devices.ask();
          await devices.poll(begun);
          await press(browser, await typeCode(browser, page, begun.user_code), answer);
          issuer.clock.advance(begun.interval);
          for (let time = 0; time < 2; time++) await devices.poll(begun);
        }
      }
    },
    'a second click': async () => {
      const visitor = createVisitor();
      const page = (await visitor.get(shopUrl())).next!;
      const csrf = csrfOf(await visitor.get(page));
      await visitor.post(`${page.replace('/sign-in/', '/interaction/')}/cancel`, { csrf });
      await visitor.get(`${url}/sign-in/there-is-none`);
    },
    'a second click, after the code': async () => {
      const visitor = createVisitor();
      const page = (await visitor.get(shopUrl())).next!;
      const fields = { csrf: csrfOf(await visitor.get(page)), ...alice };
      for (let press = 0; press < 2; press++) {
        await visitor.get((await visitor.post(page, fields)).next!);
      }
    },
    'a second factor': async () => {
      const { items } = await administrate('GET', `/users?email=${bob.email}`, 200);
      const factors = `/users/${items[0].id}/factors`;
      const visitor = createVisitor();
      const signIn = (await visitor.get(shopUrl({ acr_values: 'aal2' }))).next!;
      const csrf = csrfOf(await visitor.get(signIn));
      const { next } = await visitor.post(signIn, { csrf, ...bob });
      const asked = (await visitor.get(next!)).next!;
      await visitor.post(`${asked}/check`, { csrf, code: '000000' });
      const choice = await confirmMailbox(issuer, visitor, asked);
      await visitor.get(choice);
      const page = choice.replace('/set-up-factor/', '/set-up-totp/');
      const { text } = await visitor.get(page);
      const secret = /class="secret">([^<]+)</.exec(text)![1]!.replaceAll(' ', '');
      const sealed = /name="secret" value="([^"]+)"/.exec(text)![1]!;
      await visitor.post(page, { csrf, secret: sealed, code: generateSync({ secret }) });
      for (const kind of ['/totp/', '/recovery-code/']) {
        const other = page.replace('/set-up-totp/', kind);
        await visitor.post(other, { csrf, code: generateSync({ secret }) });
      }
      await administrate('GET', factors, 200);
      await administrate('DELETE', factors, 204);
    },
    'remembered devices': async () => {
      const { context } = issuer;
      const { items } = await administrate('GET', `/users?email=${bob.email}`, 200);
      const userId = items[0].id as string;
      const { credentialVersion } = (await readFactors(userId, context))!;
      const place = { userAgent: null, network: '10.0.0.0/24', address: '10.0.0.1' };
      let value: string | undefined;
      const cookie = {
        read: () => value,
        write(written: string) {
          value = written;
        },
      };
      await rememberDevice(cookie, { userId, credentialVersion, seconds: 60, ...place }, context);
      await recogniseDevice(cookie, { userId, ...place }, context);
      const unknown = { read: () => 'a'.repeat(43), write() {} };
      await recogniseDevice(unknown, { userId, ...place }, context);
      await listDevices(cookie, userId, context);
      await forgetDevices({ userId, id: null }, context);
    },
    'a passkey': async () => {
      const { items } = await administrate('GET', `/users?email=${bob.email}`, 200);
      const passkeys = `/users/${items[0].id}/passkeys`;
      const ways = signInSection.parse({ ways: ['password', 'passkey'] });
      await issuer.context.sql.begin((tx) => applyPolicy(tx, signInPolicy, ways));
      const authenticator = new Authenticator(url);
      const sendPasskey = async (
        visitor: Visitor,
        page: string,
        answer: (options: ReturnType<typeof optionsOf>) => string,
      ) => {
        const shown = await visitor.get(page);
        const credential = answer(optionsOf(shown));
        return visitor.post(page, { csrf: csrfOf(shown), credential });
      };
      const visitor = createVisitor();
      const asking = shopUrl({ acr_values: 'phr' });
      const signIn = (await visitor.get(asking)).next!;
      const csrf = csrfOf(await visitor.get(signIn));
      const { next } = await visitor.post(signIn, { csrf, ...bob });
      const asked = (await visitor.get(next!)).next!;
      const page = await confirmMailbox(issuer, visitor, asked);
      await sendPasskey(visitor, page, (options) => authenticator.create(options));
      const again = createVisitor();
      const other = (await again.get(asking)).next!;
      const used = await sendPasskey(again, other, (options) => authenticator.get(options));
      await again.get(used.next!);
      const [passkey] = (await administrate('GET', passkeys, 200)).items;
      await administrate('DELETE', `${passkeys}/${passkey.id}`, 204);
      await issuer.context.sql.begin((tx) =>
        applyPolicy(tx, signInPolicy, signInSection.parse({})),
      );
    },
    'a policy': () =>
      issuer.context.sql.begin(async (tx) => {
        const wanted = signInSection.parse({ identifier_first: true });
        await applyPolicy(tx, signInPolicy, wanted);
        await applyPolicy(tx, signInPolicy, signInSection.parse({}));
      }),
    'a policy, and none': async () => {
      for (const max_age of [3600, null]) {
        const wanted = signInSection.parse({ max_age });
        await issuer.context.sql.begin((tx) => applyPolicy(tx, signInPolicy, wanted));
      }
    },
  };
}
