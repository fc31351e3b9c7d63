import { readFile } from 'node:fs/promises';
import { askServer } from './doctor/ask-server.ts';
import { accessToken, hasEnded } from './login/access-token.ts';
import { readIssuerUrl } from './login/issuer-url.ts';
import { currentIssuer } from './login/kept-sign-ins.ts';
import { StartupError } from './startup-error.ts';
import { UsageError } from './usage-error.ts';

/** How a command finds the admin API, and shows that it may use it. */
export interface AdminOptions {
  issuer?: string;
  tokenFile?: string;
}

export interface AdminClient {
  issuer: string;
  /**
   * The answer of one operation of the admin API.
   *
   * @param timeoutMs five seconds when left out
   *
   * @throws AdminError with what the issuer refused for; StartupError when it does not answer
   */
  call(method: Method, path: string, body?: object, timeoutMs?: number): Promise<unknown>;
  /** The same of one that changes something, and which gateways obey it. */
  change(method: Method, path: string, body?: object): Promise<Changed>;
  /** A long answer, as it comes. */
  text(path: string): AsyncGenerator<string>;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Changed {
  /** Null when there is nothing to tell. */
  body: unknown;
  /** `Sallyport-Barrier`; null where no gateway had to hear of it. */
  barrier: string | null;
}

/** What the admin API answered instead. */
export class AdminError extends StartupError {
  readonly code: string;

  constructor(code: string, description: string) {
    super(description);
    this.code = code;
  }
}

/** The issuer gives a request 20 seconds, and waits for gateways that do not answer. */
export const changeTimeoutMs = 40_000;

/**
 * With a token of a file or SALLYPORT_TOKEN, else that of the person who has signed in. It is not an option:
 * those of other processes can be seen on the same machine.
 */
export async function adminClient(options: AdminOptions): Promise<AdminClient> {
  const issuer = await issuerOf(options);
  const given = await givenToken(options);
  const token = given ?? (await accessToken(issuer));
  if (!token) {
    throw new UsageError(
      `You are not signed in at ${issuer}: sallyport login --issuer ${issuer}. ` +
        'A program gives an access token for the admin API in SALLYPORT_TOKEN, or in a file that --token-file names.',
    );
  }
  const change: AdminClient['change'] = (method, path, body) =>
    ask(method, path, body, changeTimeoutMs);
  return {
    issuer,
    change,
    text: (path) => textOf(path),
    call: async (...question) => (await ask(...question)).body,
  };

  async function* textOf(path: string): AsyncGenerator<string> {
    const headers = { authorization: `Bearer ${token}` };
    const url = `${issuer}/admin/v1${path}`;
    try {
      const answer = await fetch(url, { headers, redirect: 'manual' });
      if (!answer.ok) {
        const json: unknown = await answer.json().catch(() => null);
        throw refusalOf({ status: answer.status, headers: answer.headers, json }, issuer);
      }
      yield* answer.body!.pipeThrough(new TextDecoderStream());
    } catch (cause) {
      if (cause instanceof StartupError) throw cause;
      throw new StartupError(`The answer of the issuer at ${issuer} broke off: it is not whole.`, {
        cause,
      });
    }
  }

  async function ask(method: Method, path: string, body?: object, timeoutMs?: number) {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/json' }),
    };
    const question = {
      method,
      ...(body && { body: JSON.stringify(body) }),
      ...(timeoutMs !== undefined && { timeoutMs }),
    };
    const asked = await askServer(`${issuer}/admin/v1${path}`, headers, question).catch(
      (cause: Error) => {
        throw new StartupError(`The issuer at ${issuer} cannot be asked: ${cause.message}.`, {
          cause,
        });
      },
    );
    if (asked.status < 300) {
      return { body: asked.json, barrier: asked.headers.get('sallyport-barrier') };
    }
    // A token that was given has a reason of its own, which is told.
    if (asked.status === 401 && given === undefined) throw hasEnded(issuer);
    throw refusalOf(asked, issuer);
  }
}

/** As it is named; else that of the last sign-in. @throws UsageError */
export async function issuerOf({ issuer }: Pick<AdminOptions, 'issuer'>): Promise<string> {
  const named = issuer || process.env['SALLYPORT_ISSUER'] || (await currentIssuer());
  if (named) return readIssuerUrl(named);
  throw new UsageError(
    'Name the issuer: --issuer https://id.example, or SALLYPORT_ISSUER. Or sign in, and it is the one of your sign-in: sallyport login --issuer https://id.example',
  );
}

async function givenToken({ tokenFile }: AdminOptions): Promise<string | undefined> {
  if (tokenFile === undefined) return process.env['SALLYPORT_TOKEN'] || undefined;
  try {
    return (await readFile(tokenFile, 'utf8')).trim();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new StartupError(`The file ${tokenFile} with the token cannot be read: ${code}.`, {
      cause,
    });
  }
}

interface Refused {
  status: number;
  headers: Headers;
  json: unknown;
}

/** A problem (RFC 9457) in words, and what to do about it. */
function refusalOf({ status, headers, json }: Refused, issuer: string): StartupError {
  const { code, error = code, detail, error_description, errors } = readProblem(json);
  if (error === undefined) {
    return new StartupError(`The issuer at ${issuer} answered with status ${status}.`);
  }
  const said = detail ?? error_description ?? error;
  const fields = (errors ?? []).map((each) => each.detail);
  const after = headers.get('retry-after');
  const advice = status === 429 && after !== null ? [`Try again in ${after} s.`] : [];
  return new AdminError(error, [...(fields.length > 1 ? fields : [said]), ...advice].join('\n'));
}

interface ToldProblem {
  code?: string;
  error?: string;
  detail?: string;
  error_description?: string;
  errors?: { detail: string }[];
}

const readProblem = (json: unknown): ToldProblem => (json ?? {}) as ToldProblem;
