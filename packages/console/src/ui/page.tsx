import { type ReactNode, useEffect } from 'react';

interface PageProps {
  title: string;
  lead?: ReactNode;
  /** Above the title: where one came from. */
  above?: ReactNode;
  /** Beside the title: what can be done here. */
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ title, lead, above, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Sallyport`;
  }, [title]);
  return (
    <>
      {above}
      <header className="page-head">
        <div className="page-title">
          <h1>{title}</h1>
          {lead && <div className="lead">{lead}</div>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </>
  );
}

interface SectionProps {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export const Section = ({ title, lead, actions, children }: SectionProps) => (
  <section className="section">
    <header className="section-head">
      <div>
        <h2>{title}</h2>
        {lead && <p className="quiet">{lead}</p>}
      </div>
      {actions}
    </header>
    {children}
  </section>
);

interface EmptyProps {
  title: string;
  /** What to do. */
  text: string;
  children?: ReactNode;
}

export const Empty = ({ title, text, children }: EmptyProps) => (
  <div className="empty">
    <p className="empty-title">{title}</p>
    <p className="quiet">{text}</p>
    {children}
  </div>
);

/** Where rows will be, so that nothing jumps. */
export const Loading = ({ rows = 5 }: { rows?: number }) => (
  <div className="loading" aria-busy="true" data-testid="loading">
    {Array.from({ length: rows }, (_, index) => (
      <div key={index} className="loading-row" />
    ))}
  </div>
);
