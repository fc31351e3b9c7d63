import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { benchAuthorization, clientCredentials } from './client-credentials.ts';
import { listen, offerHttp } from './offer.ts';

/**
 * As little as a token endpoint can do on `node:http`: read the form, compare the client's
 * credentials, answer a random token as JSON. The ceiling for anything that does the job.
 */
const server = createServer((request, response) => {
  let form = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    form += chunk;
  });
  request.on('end', () => {
    const granted =
      request.headers.authorization === benchAuthorization &&
      new URLSearchParams(form).get('grant_type') === 'client_credentials';
    const body = granted
      ? {
          access_token: randomBytes(32).toString('base64url'),
          token_type: 'Bearer',
          expires_in: 600,
        }
      : { error: 'invalid_client' };
    const json = JSON.stringify(body);
    response.writeHead(granted ? 200 : 401, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(json),
      'cache-control': 'no-store',
    });
    response.end(json);
  });
});

offerHttp(clientCredentials(`${await listen(server)}/token`));
