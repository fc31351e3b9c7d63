import type { Texts } from '../texts/texts.ts';
import type { IconName } from '../ui/icon.tsx';

interface Place {
  to: '/people';
  name: keyof Texts['nav'];
  icon: IconName;
  /** Each of these lets a person see it. */
  permissions: readonly string[];
}

/** The views, as the navigation and ⌘K list them, with what one needs to see them. */
export const places: readonly Place[] = [
  {
    to: '/people',
    name: 'people',
    icon: 'people',
    permissions: ['users:read', 'directory:read'],
  },
];

export const placesFor = (permissions: ReadonlySet<string>): readonly Place[] =>
  places.filter((place) => place.permissions.some((each) => permissions.has(each)));
