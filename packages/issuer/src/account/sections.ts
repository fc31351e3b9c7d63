import type { TextKey } from '../pages/texts.ts';
import { routes } from '../routes.ts';

interface Section {
  /** In the navigation, and the heading of its page. */
  label: TextKey;
  /** What can be done there, on the overview; the overview itself says nothing of itself. */
  text?: TextKey;
}

/** The parts of the account's pages, in the order of the navigation; each has a folder of its name. */
export const sections = {
  overview: { label: 'account.overview.label' },
  profile: { label: 'account.profile.label', text: 'account.profile.text' },
  addresses: { label: 'account.addresses.label', text: 'account.addresses.text' },
  password: { label: 'account.password.label', text: 'account.password.text' },
  passkeys: { label: 'account.passkeys.label', text: 'account.passkeys.text' },
  sessions: { label: 'account.sessions.label', text: 'account.sessions.text' },
  events: { label: 'account.events.label', text: 'account.events.text' },
  preferences: { label: 'account.preferences.label', text: 'account.preferences.text' },
  authenticator: { label: 'account.authenticator.label', text: 'account.authenticator.text' },
  devices: { label: 'account.devices.label', text: 'account.devices.text' },
  identities: { label: 'account.identities.label', text: 'account.identities.text' },
  applications: { label: 'account.applications.label', text: 'account.applications.text' },
  data: { label: 'account.data.label', text: 'account.data.text' },
} as const satisfies Record<string, Section>;

export type SectionName = keyof typeof sections;

export const pathOfSection = (name: SectionName): string =>
  name === 'overview' ? routes.account : routes.accountSection(name);

export const listSections = (): (Section & { name: SectionName; path: string })[] =>
  Object.entries<Section>(sections).map(([key, section]) => {
    const name = key as SectionName;
    return { ...section, name, path: pathOfSection(name) };
  });
