import type { TextKey } from '../pages/texts.ts';
import { routes } from '../routes.ts';

interface Section {
  group: GroupName;
  /** In the navigation, and the heading of its page. */
  label: TextKey;
  /** What can be done there, on the overview; the overview itself says nothing of itself. */
  text?: TextKey;
}

/** What belongs together, in the order of the navigation, and its heading on the overview. */
const groups = {
  overview: null,
  person: 'account.group.person',
  sign_in: 'account.group.sign_in',
  access: 'account.group.access',
} as const satisfies Record<string, TextKey | null>;

type GroupName = keyof typeof groups;

/** The parts of the account's pages, in the order of the navigation; each has a folder of its name. */
export const sections = {
  overview: { group: 'overview', label: 'account.overview.label' },
  profile: { group: 'person', label: 'account.profile.label', text: 'account.profile.text' },
  addresses: { group: 'person', label: 'account.addresses.label', text: 'account.addresses.text' },
  preferences: {
    ...{ group: 'person', label: 'account.preferences.label' },
    text: 'account.preferences.text',
  },
  password: { group: 'sign_in', label: 'account.password.label', text: 'account.password.text' },
  passkeys: { group: 'sign_in', label: 'account.passkeys.label', text: 'account.passkeys.text' },
  authenticator: {
    ...{ group: 'sign_in', label: 'account.authenticator.label' },
    text: 'account.authenticator.text',
  },
  identities: {
    ...{ group: 'sign_in', label: 'account.identities.label' },
    text: 'account.identities.text',
  },
  devices: { group: 'sign_in', label: 'account.devices.label', text: 'account.devices.text' },
  sessions: { group: 'access', label: 'account.sessions.label', text: 'account.sessions.text' },
  applications: {
    ...{ group: 'access', label: 'account.applications.label' },
    text: 'account.applications.text',
  },
  events: { group: 'access', label: 'account.events.label', text: 'account.events.text' },
  data: { group: 'access', label: 'account.data.label', text: 'account.data.text' },
} as const satisfies Record<string, Section>;

export type SectionName = keyof typeof sections;

export const pathOfSection = (name: SectionName): string =>
  name === 'overview' ? routes.account : routes.accountSection(name);

interface ListedSection extends Section {
  name: SectionName;
  path: string;
}

export const groupsOfSections = (): { heading: TextKey | null; list: ListedSection[] }[] =>
  Object.entries(groups).map(([group, heading]) => ({
    heading,
    list: Object.entries<Section>(sections)
      .filter(([, section]) => section.group === group)
      .map(([key, section]) => {
        const name = key as SectionName;
        return { ...section, name, path: pathOfSection(name) };
      }),
  }));
