import type { Context } from '../context.ts';
import { ownBranding } from '../pages/branding.ts';
import type { Languages } from '../pages/languages.ts';
import type { ReadAppearance } from '../pages/view.ts';
import { ofOrganization, readBranding } from './branding.store.ts';
import { brandingSection } from './branding-declaration.ts';
import { brandingOf, merged, type ServedBranding } from './branding-of.ts';

/** For how long a node shows what it has read, in milliseconds: an apply is seen after that. */
const keptMs = 5_000;

/** Clients whose branding is kept at a time; the one that was read first gives way. */
const maxKept = 500;

interface Kept {
  at: number;
  served: Promise<ServedBranding>;
}

/** Reads what pages look like. While the database does not answer, what was read last is shown. */
export type ReadBranding = (client: string, organization?: string) => Promise<ServedBranding>;

export function createReadBranding({ sql, clock }: Pick<Context, 'sql' | 'clock'>): ReadBranding {
  const kept = new Map<string, Kept>();

  async function read(
    client: string,
    organization: string,
    before: Kept | undefined,
  ): Promise<ServedBranding> {
    try {
      const declared = await readBranding(sql, client, organization);
      const service = declared.get('') ?? brandingSection.parse({});
      const own = client === '' ? undefined : declared.get(client);
      const within = declared.get(ofOrganization);
      const layers = [own, within].filter((layer) => layer !== undefined);
      const look = layers.reduce(merged, service);
      return brandingOf(own ? client : '', look, within ? organization : '');
    } catch {
      // An error page has to be shown all the same.
      return before?.served ?? { branding: ownBranding, files: new Map(), accent: null };
    }
  }

  return (client, organization = '') => {
    // No id of a client has a slash.
    const key = `${client}/${organization}`;
    const now = clock.now().getTime();
    const before = kept.get(key);
    if (before && Math.abs(now - before.at) < keptMs) return before.served;
    const next = { at: now, served: read(client, organization, before) };
    kept.delete(key);
    kept.set(key, next);
    const [oldest] = kept.keys();
    if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
    return next.served;
  };
}

export const createAppearance =
  (branding: ReadBranding, languages: Languages): ReadAppearance =>
  async (client = '', organization = '') => ({
    branding: (await branding(client, organization)).branding,
    languages,
  });
