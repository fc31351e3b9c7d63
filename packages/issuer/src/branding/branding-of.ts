import type { Branding } from '../pages/branding.ts';
import { routes } from '../routes.ts';
import type { DeclaredBranding } from './branding-declaration.ts';
import { type BrandingFile, type BrandingFileKey, readBrandingFile } from './branding-file.ts';
import { stylesheetOf } from './stylesheet.ts';

/** The names of what is served of a branding. */
export type ServedName = BrandingFileKey | 'colours';

export interface ServedBranding {
  branding: Branding;
  files: ReadonlyMap<string, BrandingFile>;
  /** Of buttons, on a light ground; null where it is ours. */
  accent: string | null;
}

/**
 * What pages are given of a declaration, and the files that they then ask for.
 *
 * @param owner the id of the client whose branding it is; empty for that of the service.
 * @param organization the key of the organization that has some of it; empty for none.
 */
export function brandingOf(
  owner: string,
  declared: DeclaredBranding,
  organization = '',
): ServedBranding {
  const within = organization && `&in=${encodeURIComponent(organization)}`;
  const files = new Map<ServedName, BrandingFile>();
  for (const key of ['logo', 'logo_dark', 'favicon', 'css'] as const) {
    const file = declared[key] === undefined ? null : readBrandingFile(declared[key]);
    if (file) files.set(key, file);
  }
  const colours = stylesheetOf(declared);
  if (colours) files.set('colours', readBrandingFile(cssUrl(colours))!);
  const urlOf = (name: ServedName): string | null => {
    const file = files.get(name);
    return file
      ? `${routes.branding(name)}?of=${encodeURIComponent(owner)}${within}&v=${file.digest}`
      : null;
  };
  const logo = urlOf('logo');
  return {
    files,
    accent: declared.colors.accent ?? null,
    branding: {
      name: declared.name ?? null,
      logo: logo === null ? null : { url: logo, darkUrl: urlOf('logo_dark') },
      favicon: urlOf('favicon'),
      styles: [urlOf('colours'), urlOf('css')].filter((url) => url !== null),
      links: {
        terms: declared.terms_url ?? null,
        privacy: declared.privacy_url ?? null,
        imprint: declared.imprint_url ?? null,
        support: declared.support_url ?? null,
      },
    },
  };
}

const cssUrl = (text: string): string =>
  `data:text/css;base64,${Buffer.from(text).toString('base64')}`;

/** A client's own on top of what the service has: a key that it says nothing of is the service's. */
export function merged(service: DeclaredBranding, client: DeclaredBranding): DeclaredBranding {
  const given = Object.fromEntries(
    Object.entries(client).filter(([, value]) => value !== undefined),
  );
  // A logo for dark screens belongs to the logo, and a shade to its colour.
  const base = { ...service, ...(client.logo ? { logo_dark: undefined } : {}) };
  const colors = {
    ...service.colors,
    ...(client.colors.accent ? { accent_dark: undefined } : {}),
    ...client.colors,
  };
  return { ...base, ...given, colors } as DeclaredBranding;
}
