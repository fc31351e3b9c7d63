import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError } from '../../api/problem.ts';
import { useMay } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Empty, Page } from '../../ui/page.tsx';

/** Whether the account was there, and is no more. */
export const isGone = (error: unknown): boolean =>
  error instanceof ApiError && error.problem.status === 410;

/** In place of a person whose account is gone: where it is told what became of it. */
export function GonePerson({ id, above }: { id: string; above: ReactNode }) {
  const texts = useTexts();
  const mayAudit = useMay<'GET /audit'>('audit:read');
  return (
    <Page title={texts.gone.person} above={above}>
      <Empty title={texts.people.goneLead} text="">
        <Link to="/people" search={{ status: 'gone' }}>
          {texts.gone.all}
        </Link>
        {mayAudit && (
          <Link to="/audit" search={{ subject: `user:${id}` }}>
            {texts.gone.audit}
          </Link>
        )}
      </Empty>
    </Page>
  );
}
