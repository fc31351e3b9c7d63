import type { ReactNode } from 'react';

export type BadgeKind = 'plain' | 'good' | 'warning' | 'bad';

export const Badge = ({ kind = 'plain', children }: { kind?: BadgeKind; children: ReactNode }) => (
  <span className={`badge badge-${kind}`}>{children}</span>
);
