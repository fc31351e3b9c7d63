/** What one process runs. */
export const roles = ['all', 'issuer', 'gateway'] as const;
export type Role = (typeof roles)[number];

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Proxies that a configuration can be written for. */
export const proxyNames = ['nginx', 'haproxy', 'caddy', 'traefik', 'envoy'] as const;
export type ProxyName = (typeof proxyNames)[number];

/** Those whose completion can be printed. */
export const shells = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof shells)[number];
