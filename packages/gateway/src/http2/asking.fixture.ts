import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { ServerCertificate } from '@sallyport/base/tls.ts';
import { makeCertificate } from '../../../../e2e/support/certificates.ts';
import { accessToken, bearer } from '../testing/gateway.fixture.ts';

/** Node's client of HTTP/2, which reads frames by nghttp2 and says what came. */
export interface Http2Answer {
  status: number;
  headers: IncomingHttpHeaders;
  trailers: IncomingHttpHeaders;
  informational: IncomingHttpHeaders[];
  text: string;
  /** Why the stream was reset; 0 where it ended well. */
  rstCode: number;
  json(): Record<string, unknown>;
}

export interface Http2Asking extends OutgoingHttpHeaders {
  body?: string;
}

let certificate: Promise<ServerCertificate> | undefined;
export const ownCertificate = () => (certificate ??= makeCertificate(['localhost']));

/** Settings of a gateway that ends TLS itself. */
export const tlsSettings = async () => ({
  url: 'https://localhost:8443',
  tls: await ownCertificate(),
});

export const connectTls = (port: number): ClientHttp2Session =>
  quiet(connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false }));

/** By prior knowledge. */
export const connectPlain = (port: number): ClientHttp2Session =>
  quiet(connect(`http://127.0.0.1:${port}`));

/** What happens to a session is told by its streams. */
const quiet = (session: ClientHttp2Session): ClientHttp2Session => session.on('error', () => {});

export const asAlice = bearer(accessToken('alice'));

/** Sends one request, and waits until its stream has ended, however it has. */
export async function ask2(
  session: ClientHttp2Session,
  path: string,
  { body, ...headers }: Http2Asking = {},
): Promise<Http2Answer> {
  const stream = session.request(
    { ':path': path, ':authority': 'localhost:8443', ...asAlice, ...headers },
    { endStream: body === undefined },
  );
  if (body !== undefined) stream.end(body);
  return answerOn(stream);
}

export async function answerOn(stream: ClientHttp2Stream): Promise<Http2Answer> {
  const answer: Http2Answer = {
    status: 0,
    headers: {},
    trailers: {},
    informational: [],
    text: '',
    rstCode: 0,
    json: () => JSON.parse(answer.text),
  };
  stream.on('headers', (headers) => answer.informational.push(headers));
  stream.on('response', (headers) => {
    answer.status = headers[':status'] ?? 0;
    answer.headers = headers;
  });
  stream.on('trailers', (trailers) => {
    answer.trailers = trailers;
  });
  stream.on('error', () => {});
  stream.setEncoding('utf8').on('data', (text) => {
    answer.text += text;
  });
  await new Promise<void>((resolve) => void stream.once('close', resolve));
  answer.rstCode = stream.rstCode ?? 0;
  return answer;
}
