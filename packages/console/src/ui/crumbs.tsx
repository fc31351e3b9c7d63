import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

interface CrumbsProps {
  /** The list that one came from, and what it is called. */
  to: '/people' | '/groups' | '/organizations' | '/roles' | '/applications';
  title: string;
  /** What lies between. */
  children?: ReactNode;
}

/** Above a title: the way back. */
export const Crumbs = ({ to, title, children }: CrumbsProps) => (
  <nav className="crumbs" aria-label={title}>
    <Link to={to}>
      <Icon name="back" size={14} />
      {title}
    </Link>
    {children}
  </nav>
);
