import { readRequestPath, withoutSegments } from '@sallyport/protocol/routes/request-path.ts';
import type { Application } from '../configuration.ts';

interface Placed {
  application: Application;
  /** Of its path, in lower case. */
  segments: readonly string[];
}

/**
 * Finds the application that a URL belongs to: of those at its host, the one with the longest path.
 * The path is read as routes read it, so that a request is never judged by the session of another
 * application than the one whose route it takes.
 */
export function createApplicationFinder(applications: readonly Application[]) {
  const byHost = new Map<string, Placed[]>();
  for (const application of applications) {
    const siblings = byHost.get(application.host) ?? [];
    const segments = application.path.toLowerCase().split('/').slice(1, -1);
    siblings.push({ application, segments });
    siblings.sort((a, b) => b.segments.length - a.segments.length);
    byHost.set(application.host, siblings);
  }
  return (host: string, path: string): Application | null => {
    const siblings = byHost.get(host);
    if (!siblings) return null;
    // Usually there is one, at the root.
    if (siblings[0]!.segments.length === 0) return siblings[0]!.application;
    const read = readRequestPath(path);
    if (!read.ok) return null;
    const asked = read.segments.map((segment) => segment.toLowerCase());
    const isBelow = ({ segments }: Placed) => segments.every((text, at) => text === asked[at]);
    return siblings.find(isBelow)?.application ?? null;
  };
}

export type FindApplication = ReturnType<typeof createApplicationFinder>;

/** What follows the application's path in one that belongs to it, as sent: `/app.js`, or empty. */
export const pathInside = (path: string, { path: base }: Pick<Application, 'path'>): string =>
  withoutSegments(path, base.split('/').length - 2);
