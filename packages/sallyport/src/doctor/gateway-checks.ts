import type { Configuration } from '../config/schema.ts';
import { type Asked, askServer } from './ask-server.ts';
import { type Finding, ok, problem } from './finding.ts';
import { checkClock, checkTransport, messageOf } from './issuer-checks.ts';

/** What browsers see of the gateway and its applications. */
export async function checkGateway(configuration: Configuration): Promise<Finding[]> {
  const { url } = configuration.gateway;
  let asked: Asked;
  try {
    asked = await askServer(`${url}/`);
  } catch (error) {
    const advice = 'Start it, or check its name, its port and the firewall from this machine.';
    return [problem('Gateway', `${url} does not answer: ${messageOf(error)}.`, advice)];
  }
  return [
    ok('Gateway', `It answers at ${url}.`),
    checkClock('Clock of the gateway', asked.ahead),
    ...(await checkTransport('TLS of the gateway', url, asked)),
    ...(await Promise.all(
      configuration.applications.map((application) => checkApplication(application, configuration)),
    )),
  ];
}

type Application = Configuration['applications'][number];

/** Begins a sign-in, as a browser would, and looks at the cookie. Nothing is kept of it. */
async function checkApplication(
  { host, path }: Application,
  { gateway, issuer }: Configuration,
): Promise<Finding> {
  const about = `Sign-in at ${host}${path}`;
  const { protocol } = new URL(gateway.url);
  const url = `${protocol}//${host}${path}auth/login`;
  try {
    const { status, headers } = await askServer(url, { 'sec-fetch-site': 'none' });
    const location = headers.get('location') ?? '';
    if (status !== 303 || !location.startsWith(`${issuer.url}/`)) {
      const advice =
        'A proxy in front may not pass on the path or the Host header: see "Behind a proxy" in the documentation.';
      return problem(about, `${url} answers ${status} and does not lead to the issuer.`, advice);
    }
    return checkCookie(about, headers.getSetCookie(), protocol === 'https:');
  } catch (error) {
    return problem(about, `${url} does not answer: ${messageOf(error)}.`, 'See above.');
  }
}

function checkCookie(about: string, cookies: readonly string[], secure: boolean): Finding {
  const cookie = cookies.find((each) => each.includes('sp_login_'));
  if (!cookie) {
    return problem(
      about,
      'The cookie of the sign-in did not arrive.',
      'A proxy in front removes Set-Cookie: let it pass.',
    );
  }
  const missing = ['HttpOnly', 'Path=/', 'SameSite=Lax', ...(secure ? ['Secure'] : [])].filter(
    (attribute) => !cookie.toLowerCase().includes(attribute.toLowerCase()),
  );
  if (missing.length > 0) {
    return problem(
      about,
      `Its cookie comes without ${missing.join(', ')}.`,
      'A proxy in front rewrites cookies: let them pass as they are.',
    );
  }
  return ok(about, 'It leads to the issuer, and its cookie arrives as it was sent.');
}
