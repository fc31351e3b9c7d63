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
  /** From 0 to 1, to spread retries. */
  chance(): number;
}

export const environmentOf = (settings: GatewaySettings, runtime: Runtime): Environment => ({
  ...runtime,
  settings,
  limits: { ...defaultLimits, ...settings.limits },
  scheme: settings.url.startsWith('https:') ? 'https' : 'http',
  chance: () => runtime.random(1)[0]! / 255,
});
