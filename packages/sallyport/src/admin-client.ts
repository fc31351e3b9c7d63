import { readFile } from 'node:fs/promises';
import { askServer } from './doctor/ask-server.ts';
import { StartupError } from './startup-error.ts';
import { UsageError } from './usage-error.ts';

/** How a command finds the admin API, and shows that it may use it. */
export interface AdminOptions {
  issuer?: string;
  tokenFile?: string;
}

export interface AdminClient {
  /**
   * The answer of one operation of the admin API.
   *
   * @param timeoutMs five seconds when left out
   *
   * @throws AdminError with what the issuer refused for; StartupError when it does not answer
   */
  call(method: 'GET' | 'POST', path: string, body?: object, timeoutMs?: number): Promise<unknown>;
}

/** What the admin API answered instead. */
export class AdminError extends StartupError {
  readonly code: string;

  constructor(code: string, description: string) {
    super(description);
    this.code = code;
  }
}

/** The token is not an option: those of other processes can be seen on the same machine. */
export async function adminClient({ issuer, tokenFile }: AdminOptions): Promise<AdminClient> {
  const url = issuerUrl(issuer ?? process.env['SALLYPORT_ISSUER']);
  const token =
    tokenFile === undefined ? process.env['SALLYPORT_TOKEN'] : await readToken(tokenFile);
  if (!token) {
    throw new UsageError(
      'An access token for the admin API is needed: in SALLYPORT_TOKEN, or in a file that --token-file names.',
    );
  }
  return {
    async call(method, path, body, timeoutMs) {
      const headers = {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
      };
      const question = {
        method,
        ...(body && { body: JSON.stringify(body) }),
        ...(timeoutMs !== undefined && { timeoutMs }),
      };
      const asked = await askServer(`${url}/admin/v1${path}`, headers, question).catch(
        (cause: Error) => {
          throw new StartupError(`The issuer at ${url} cannot be asked: ${cause.message}.`, {
            cause,
          });
        },
      );
      if (asked.status < 300) return asked.json;
      throw refusalOf(asked.json, asked.status, url);
    },
  };
}

function issuerUrl(text: string | undefined): string {
  if (!text)
    throw new UsageError('Name the issuer: --issuer https://id.example, or SALLYPORT_ISSUER.');
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw new UsageError(`${text} is not a URL.`);
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'http:' && !isHere) {
    throw new UsageError('A token is sent over https alone, or to this machine.');
  }
  return url.href.replace(/\/$/, '');
}

async function readToken(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new StartupError(`The file ${path} with the token cannot be read: ${code}.`, { cause });
  }
}

function refusalOf(body: unknown, status: number, url: string): StartupError {
  const { error, error_description: description } = (body ?? {}) as Record<string, unknown>;
  return typeof error === 'string'
    ? new AdminError(error, String(description ?? error))
    : new StartupError(`The issuer at ${url} answered with status ${status}.`);
}
