import {
  defaultLimits,
  type GatewaySettings,
  type Limits,
  type Runtime,
  type Scheme,
} from '../settings.ts';

/** What every part of the gateway may be built from. */
export interface Environment extends Runtime {
  settings: GatewaySettings;
  limits: Limits;
  scheme: Scheme;
  /** This process among those that run now: what the ids that it gives to requests begin with. */
  instance: string;
  /** From 0 to 1, to spread retries. */
  chance(): number;
}

export const environmentOf = (settings: GatewaySettings, runtime: Runtime): Environment => ({
  ...runtime,
  settings,
  limits: { ...defaultLimits, ...settings.limits },
  scheme: settings.url.startsWith('https:') ? 'https' : 'http',
  // Digits that a shell and an address leave as they are; a caller who guesses it gains nothing.
  instance: runtime.random(6).toString('hex'),
  chance: () => runtime.random(1)[0]! / 255,
});
