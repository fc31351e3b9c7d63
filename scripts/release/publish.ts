import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../build/packages.ts';
import { isChange } from './changelog.ts';

export interface PublishOptions {
  /** Whether the registry is to show from which commit and by which workflow each was made (SLSA). */
  provenance: boolean;
  env?: NodeJS.ProcessEnv;
}

/**
 * npm makes provenance only in a CI job that can prove what it is, with a token of OpenID Connect: in
 * GitHub Actions with `id-token: write`, in GitLab with an `id_token` named SIGSTORE_ID_TOKEN.
 */
const canProve = (env: NodeJS.ProcessEnv): boolean =>
  env['ACTIONS_ID_TOKEN_REQUEST_URL'] !== undefined || env['SIGSTORE_ID_TOKEN'] !== undefined;

/** Why it cannot be published so, before anything is made; null when it can. */
export function refusePublish({ provenance, env = process.env }: PublishOptions): string | null {
  if (provenance && !canProve(env)) {
    return (
      'Provenance needs a CI job with an identity: GitHub Actions with "id-token: write", or GitLab with ' +
      'SIGSTORE_ID_TOKEN. Publish from there, or say --without-provenance: the registry then shows none.'
    );
  }
  const pending = readdirSync(join(root, '.changeset')).filter(isChange);
  return pending.length === 0
    ? null
    : `Changes have no version yet (${pending.join(', ')}). Set it with: npm run new-version`;
}

/**
 * Publishes what the registry does not have yet, so that a run that was interrupted can be repeated.
 *
 * @throws Error when the registry has another package under the same version
 */
export function publishPackages(
  tarballs: readonly string[],
  { provenance, env = process.env }: PublishOptions,
): void {
  for (const tarball of tarballs) {
    const { name, version } = manifestOf(tarball);
    const there = publishedIntegrity(`${name}@${version}`, env);
    if (there === integrityOf(tarball)) {
      console.log(`${name} ${version} is published already.`);
      continue;
    }
    if (there !== null) {
      throw new Error(
        `${name} ${version} is published already, and is another one. Set a new version: npm run new-version`,
      );
    }
    const proof = provenance ? '--provenance' : '--no-provenance';
    const args = ['publish', tarball, '--access', 'public', proof];
    execFileSync('npm', args, { cwd: root, env, stdio: 'inherit' });
  }
}

function manifestOf(tarball: string): { name: string; version: string } {
  const text = execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], {
    encoding: 'utf8',
  });
  return JSON.parse(text);
}

export const integrityOf = (tarball: string): string =>
  `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;

/** Null where the registry has no such version. */
function publishedIntegrity(spec: string, env: NodeJS.ProcessEnv): string | null {
  try {
    const args = ['view', spec, 'dist.integrity', '--json'];
    const told = execFileSync('npm', args, { cwd: root, env, encoding: 'utf8', stdio: 'pipe' });
    return told.trim() === '' ? null : JSON.parse(told);
  } catch (error) {
    if (String((error as { stdout?: unknown }).stdout).includes('E404')) return null;
    throw error;
  }
}
