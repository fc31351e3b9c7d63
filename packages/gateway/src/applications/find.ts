import type { Application } from '../configuration.ts';

/** Finds the application that a URL belongs to: of those at its host, the one with the longest path. */
export function createApplicationFinder(applications: readonly Application[]) {
  const byHost = new Map<string, Application[]>();
  for (const application of applications) {
    const siblings = byHost.get(application.host) ?? [];
    siblings.push(application);
    siblings.sort((a, b) => b.path.length - a.path.length);
    byHost.set(application.host, siblings);
  }
  return (host: string, path: string): Application | null =>
    byHost.get(host)?.find((application) => path.startsWith(application.path)) ?? null;
}

export type FindApplication = ReturnType<typeof createApplicationFinder>;
