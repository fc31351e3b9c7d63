import type { Html } from '../../http/html.ts';
import type { TextKey } from '../texts.ts';
import type { View } from '../view.ts';
import { buttonLink } from './button.ts';

/** Another page that would do as well. */
export interface OtherWay {
  href: string;
  label: TextKey;
}

/** The other ways to go on, for people who cannot do what this page asks for. */
export const otherWays = ({ t }: View, ways: readonly OtherWay[]): Html[] =>
  ways.map(({ href, label }) => buttonLink({ href, label: t(label), kind: 'secondary' }));
