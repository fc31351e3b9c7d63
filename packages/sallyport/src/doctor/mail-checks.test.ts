import { expect, onTestFinished, test } from 'vitest';
import { mailUser, startMailServer } from '../../../../testing/mail-server.ts';
import { read } from '../config/configuration.fixture.ts';
import { withoutConfiguration } from '../config/load.ts';
import { checkMailServer } from './mail-checks.ts';

const check = (smtp: string) =>
  checkMailServer(read(`email: { from: a@shop.example, smtp: "${smtp}" }`));

test('a server that takes mails is well', async () => {
  const server = await startMailServer();
  onTestFinished(server.close);
  expect(await check(server.url)).toMatchObject([{ level: 'ok' }]);
  expect(server.received).toEqual([]);
});

test('a wrong password is a problem, in the words of the server and without the password', async () => {
  const server = await startMailServer();
  onTestFinished(server.close);
  const [finding] = await check(server.url.replace(/:[^:@]+@/, ':not-the-one@'));
  expect(finding).toMatchObject({ level: 'problem', found: expect.stringContaining('535') });
  expect(JSON.stringify(finding)).not.toMatch(/not-the-one/);
  expect(JSON.stringify(finding)).not.toContain(mailUser.pass);
});

test('a server that is not there is a problem', async () => {
  expect(await check('smtp://127.0.0.1:1')).toMatchObject([{ level: 'problem' }]);
});

test('none is fine on a machine of development alone', async () => {
  expect(await checkMailServer(withoutConfiguration())).toMatchObject([{ level: 'ok' }]);
  const url = 'issuer: { url: "https://id.example", listen: "127.0.0.1:9000" }';
  expect(await checkMailServer(read(url))).toMatchObject([{ level: 'warning' }]);
});
