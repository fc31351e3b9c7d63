import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { ApiError } from '../../api/problem.ts';
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

/** What the sign-in pages look like where this organization is named. */
export function BrandingSection({ organization }: { organization: OrganizationDetails }) {
  const { key, name } = organization;
  const texts = useTexts().branding;
  const may = useMay<
    'PUT /organizations/{organization}/branding' | 'DELETE /organizations/{organization}/branding'
  >('organizations:write here');
  const { open, show, close } = useDialog<'edit'>();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(brandingQuery(key));
  const params = { path: { organization: key } };
  const changes = [['organizations', 'branding', key]];
  const put = useAction<{ to: Branding; from: Branding; isUndo?: boolean }>({
    async run({ to, from, isUndo }) {
      // It has no ETag.
      const now = await queries.fetchQuery({ ...brandingQuery(key), staleTime: 0 });
      if (!isUndo && JSON.stringify(now) !== JSON.stringify(from)) {
        throw new ApiError({ code: 'precondition_failed', status: 412 });
      }
      return Object.keys(to).length === 0
        ? api.DELETE('/organizations/{organization}/branding', { params })
        : api.PUT('/organizations/{organization}/branding', { params, body: to });
    },
    done: () => fill(texts.saved, { name }),
    changes,
    undo: ({ to, from }) => put.mutate({ to: from, from: to, isUndo: true }),
    onDone: close,
  });
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const isOwn = Object.keys(data).length > 0;
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
                onPress={() => put.mutate({ to: {}, from: data })}
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
      {isOwn && (
        <BrandingPreview
          name={data.name ?? name}
          hasLogo={data.logo !== undefined}
          colors={data.colors ?? {}}
        />
      )}
      {open === 'edit' && (
        <BrandingDialog
          name={name}
          branding={data}
          isPending={put.isPending}
          onSave={(to) => put.mutate({ to, from: data })}
          onClose={close}
        />
      )}
    </Section>
  );
}
