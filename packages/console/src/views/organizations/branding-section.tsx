import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { useDialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Section } from '../../ui/page.tsx';
import { useAction } from '../../ui/use-action.ts';
import { BrandingDialog } from './branding-dialog.tsx';
import { BrandingPreview } from './branding-preview.tsx';
import { type Branding, brandingQuery, type OrganizationDetails } from './organizations.ts';

interface Change {
  to: Branding;
  /** What it was, for the way back. */
  from: Branding;
  /** Left out on the way back, which goes there whatever else was done. */
  ifMatch?: string;
}

/** What the sign-in pages look like where this organization is named. */
export function BrandingSection({ organization }: { organization: OrganizationDetails }) {
  const { key, name } = organization;
  const texts = useTexts().branding;
  const may = useMay<
    'PUT /organizations/{organization}/branding' | 'DELETE /organizations/{organization}/branding'
  >('organizations:write here');
  const { open, show, close } = useDialog<'edit'>();
  const { data, error, refetch } = useQuery(brandingQuery(key));
  const changes = [['organizations', 'branding', key]];
  const put = useAction<Change>({
    run({ to, ifMatch }) {
      const init = {
        params: { path: { organization: key } },
        ...(ifMatch !== undefined && { headers: { 'If-Match': ifMatch } }),
      };
      return Object.keys(to).length === 0
        ? api.DELETE('/organizations/{organization}/branding', init)
        : api.PUT('/organizations/{organization}/branding', { ...init, body: to });
    },
    done: () => fill(texts.saved, { name }),
    changes,
    undo: ({ to, from }) => put.mutate({ to: from, from: to }),
    onDone: close,
  });
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const { branding, etag } = data;
  const isOwn = Object.keys(branding).length > 0;
  return (
    <Section
      title={texts.title}
      lead={isOwn ? texts.lead : texts.none}
      actions={
        may && (
          <div className="page-actions">
            {isOwn && (
              <Button
                size="small"
                kind="quiet"
                isPending={put.isPending}
                onPress={() => put.mutate({ to: {}, from: branding, ifMatch: etag })}
              >
                {texts.reset}
              </Button>
            )}
            <Button size="small" onPress={() => show('edit')}>
              {texts.edit}
            </Button>
          </div>
        )
      }
    >
      {isOwn && <BrandingPreview name={name} branding={branding} />}
      {open === 'edit' && (
        <BrandingDialog
          name={name}
          branding={branding}
          etag={etag}
          isPending={put.isPending}
          onSave={(to) => put.mutate({ to, from: branding, ifMatch: etag })}
          onClose={close}
        />
      )}
    </Section>
  );
}
