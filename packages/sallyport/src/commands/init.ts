import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readConfiguration } from '../config/load.ts';
import type { Answers } from '../init/answers.ts';
import { answersFrom } from '../init/ask.ts';
import { apiOf, configurationText, issuerOf } from '../init/configuration-text.ts';
import { serviceSnippet } from '../init/service-snippet.ts';
import { errnoOf } from '../postgres/system.ts';
import { print } from '../print.ts';
import { StartupError } from '../startup-error.ts';
import { writeNew } from '../write-new.ts';

export interface InitOptions extends Partial<Answers> {
  output: string;
}

/**
 * `sallyport init`: asks what it was not told, writes a configuration, and prints what the service
 * needs. Without a terminal it asks nothing and takes the usual answers.
 *
 * @throws StartupError when an answer cannot be used, or the file is there already
 */
export async function init({ output, ...given }: InitOptions): Promise<void> {
  // Before a person has answered three questions for nothing.
  if (existsSync(output)) throw notWritten(output, 'EEXIST');
  const answers = await answersFrom(given);
  const secrets = { client: secret(32), password: secret(12) };
  const text = configurationText(answers, secrets);
  // A host or an upstream that the configuration does not take.
  readConfiguration(text, { file: output, env: {} });
  await write(output, text);
  await print(nextSteps(output, answers, secrets.password));
}

const secret = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** For its owner alone: it holds secrets. */
async function write(file: string, text: string): Promise<void> {
  try {
    await writeNew(resolve(file), text);
  } catch (error) {
    throw notWritten(file, errnoOf(error) ?? String(error), error);
  }
}

function notWritten(file: string, code: string, cause?: unknown): StartupError {
  const reason = reasons[code] ?? `Its directory takes no files (${code}).`;
  return new StartupError(`${file} was not written. ${reason}`, { cause });
}

const reasons: Record<string, string> = {
  EEXIST: 'It is there already. Remove it, or give another name with --output.',
  ENOENT: 'There is no such directory. Make it, or give another name with --output.',
  ENOTDIR: 'What should be its directory is a file. Give another name with --output.',
  EACCES: 'You may not write there. Give another name with --output.',
  ENOSPC: 'The disk is full. Free some space, and begin again.',
  EROFS: 'The file system is read-only. Give another name with --output.',
};

/** As a word of the shell. */
const quoted = (word: string): string =>
  /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

function nextSteps(file: string, answers: Answers, password: string): string {
  const snippet = serviceSnippet(answers);
  const service = snippet
    ? `2. The service, at ${answers.upstream}. Save it as ${snippet.file}:

${snippet.code}

   and in another terminal, in the same folder, run it:

   ${snippet.install}
   ${snippet.run}
`
    : `2. The service, at ${answers.upstream}, checks the JWT in Authorization with the library of its
   language:

   issuer     ${issuerOf(answers)}
   audience   ${apiOf(answers)}
   keys       ${issuerOf(answers)}/jwks
   algorithm  ES256
   type       at+jwt, in the header of the JWT

   Where the library refuses that type, set jwt_type: JWT for the API.
`;
  return `Wrote ${file}.

1. Run Sallyport:

   npx sallyport start${file === 'sallyport.yaml' ? '' : ` --config ${quoted(file)}`}

${service}
3. Open ${answers.url}/auth/login?return_to=/api/me and sign in as admin@example.com with the
   password ${password} (it is in the file, too).

That person is an administrator, too. Sallyport prints where the console is, and which mails it would
have sent are at ${issuerOf(answers)}/dev/mail as long as no mail server is named.
`;
}
