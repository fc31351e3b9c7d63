import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  type MailFiles,
  type MailSettings,
  mailSettings,
  withoutEmail,
} from '@sallyport/issuer/mail/mail-settings.ts';
import { createTemplates, TemplateError } from '@sallyport/issuer/mail/templates.ts';
import { isDevelopment } from '../config/development.ts';
import type { Environment } from '../config/environment.ts';
import type { LoadedConfiguration } from '../config/load.ts';
import { StartupError } from '../startup-error.ts';

type Loaded = Pick<LoadedConfiguration, 'configuration' | 'directory'>;

/**
 * What the configuration and the files that it names say of mail.
 *
 * @throws StartupError naming the file that cannot be read or does not hold what it should
 */
export async function openMail(loaded: Loaded, env: Environment): Promise<MailSettings> {
  const { email, issuer } = loaded.configuration;
  const development = isDevelopment(issuer, env);
  if (!email) return withoutEmail(issuer.url, development);
  return mailSettings(email, await readMailFiles(loaded), development);
}

/** @throws StartupError */
export async function readMailFiles({ configuration, directory }: Loaded): Promise<MailFiles> {
  const { ca, dkim, templates } = configuration.email ?? {};
  const files = {
    ca: ca === undefined ? null : await readText('email.ca', resolve(directory, ca)),
    dkimKey: dkim ? await readText('email.dkim.key', resolve(directory, dkim.key)) : null,
    templates: templates === undefined ? [] : await readTemplates(resolve(directory, templates)),
  };
  if (files.ca !== null && !holds(files.ca, (pem) => new X509Certificate(pem))) {
    throw new StartupError(`email.ca: ${ca} holds no certificate as PEM.`);
  }
  if (files.dkimKey !== null && !holds(files.dkimKey, createPrivateKey)) {
    throw new StartupError(
      `email.dkim.key: ${dkim?.key} holds no private key as PEM without a passphrase.`,
    );
  }
  return files;
}

const maxTemplate = 256 * 1024;

async function readTemplates(folder: string): Promise<MailFiles['templates']> {
  const names = await readdir(folder).catch((error) => {
    throw unreadable('email.templates', folder, error);
  });
  const visible = names.filter((name) => !name.startsWith('.')).sort();
  const files = await Promise.all(
    visible.map(async (name) => ({
      name,
      text: await readText('email.templates', resolve(folder, name), maxTemplate),
    })),
  );
  try {
    createTemplates(files);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const problems = error.problems.map((problem) => `  ${problem}`).join('\n');
    throw new StartupError(`email.templates: in ${folder}\n${problems}`, { cause: error });
  }
  return files;
}

async function readText(key: string, path: string, max = Number.POSITIVE_INFINITY) {
  const bytes = await readFile(path).catch((error) => {
    throw unreadable(key, path, error);
  });
  if (bytes.length > max) throw new StartupError(`${key}: ${path} is larger than ${max} bytes.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new StartupError(`${key}: ${path} is no text in UTF-8.`, { cause });
  }
}

const unreadable = (key: string, path: string, error: unknown) =>
  new StartupError(`${key}: ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`, {
    cause: error,
  });

function holds(pem: string, parse: (pem: string) => unknown): boolean {
  try {
    parse(pem);
    return true;
  } catch {
    return false;
  }
}
