import type { ProxyName } from '../options.ts';
import { caddy } from './caddy.ts';
import { envoy } from './envoy.ts';
import { haproxy } from './haproxy.ts';
import { nginx } from './nginx.ts';
import type { ProxyPlan } from './sites.ts';
import { traefik } from './traefik.ts';

/** A file for each proxy that can ask for decisions. */
export const proxies: Record<ProxyName, (plan: ProxyPlan) => string> = {
  nginx,
  haproxy,
  caddy,
  traefik,
  envoy,
};
