import type { ProxyPlan } from './sites.ts';

/** What of an answer of the gateway that allows a request goes into the response to the caller. */
export const ofCors = [
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-expose-headers',
  'vary',
];

export const ofLimits = ['ratelimit', 'ratelimit-policy'];

/** The same, as far as the routes have them. */
export const returnedNames = ({ sites }: ProxyPlan): string[] => {
  const targets = sites.flatMap(({ locations }) => locations.flatMap((one) => one.targets));
  return [
    ...(targets.some(({ cors }) => cors !== null) ? ofCors : []),
    ...(targets.some(({ limited }) => limited) ? ofLimits : []),
  ];
};

/** Each cookie of a session that was refreshed by itself; it takes three at most. */
export const numberedCookies = [1, 2, 3].map((number) => `sallyport-set-cookie-${number}`);
