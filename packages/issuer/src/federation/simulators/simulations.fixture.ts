import { amazon } from './amazon.fixture.ts';
import { apple } from './apple.fixture.ts';
import { discord } from './discord.fixture.ts';
import { facebook } from './facebook.fixture.ts';
import { github } from './github.fixture.ts';
import { gitlab } from './gitlab.fixture.ts';
import { google } from './google.fixture.ts';
import { linkedin } from './linkedin.fixture.ts';
import { microsoft, oneTenant, organizations } from './microsoft.fixture.ts';
import { forge } from './oauth2.fixture.ts';
import type { Simulation } from './simulator.fixture.ts';
import { slack } from './slack.fixture.ts';
import { x } from './x.fixture.ts';

/** Every provider that has a simulator. */
export const simulations = {
  google,
  microsoft,
  'microsoft for organizations': organizations,
  'microsoft for one tenant': oneTenant,
  apple,
  github,
  facebook,
  gitlab,
  linkedin,
  slack,
  discord,
  x,
  amazon,
  'any OAuth 2.0 provider': forge,
};

/** The keys of the configuration, with the simulator in the place of the provider. */
export function settingsAt(
  url: string,
  { type, settings = {} }: Pick<Simulation, 'type' | 'settings'>,
) {
  const isPath = (name: string, value: unknown) =>
    name === 'url' || name === 'issuer' || name.endsWith('_endpoint') ? `${url}${value}` : value;
  const named = Object.entries(settings).map(([name, value]) => [name, isPath(name, value)]);
  return { ...(type === 'oauth2' ? {} : { url }), ...Object.fromEntries(named) };
}
