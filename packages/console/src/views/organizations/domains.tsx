import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Copy } from '../../ui/copy.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/page.tsx';
import { useAction } from '../../ui/use-action.ts';
import { AddDomainDialog } from './add-domain-dialog.tsx';
import { type Domain, domainsQuery, type NewDomain } from './organizations.ts';

/** The mail domains of an organization, and what each of them does. */
export function Domains({ organization }: { organization: string }) {
  const texts = useTexts().organizations;
  const { takeAway } = useTexts().common;
  const may = useMay<
    | 'PUT /organizations/{organization}/domains/{domain}'
    | 'POST /organizations/{organization}/domains/{domain}/verify'
    | 'DELETE /organizations/{organization}/domains/{domain}'
  >('organizations:write here');
  const [isAdding, setAdding] = useState(false);
  const { data = [], error, refetch } = useQuery(domainsQuery(organization));
  const changes = [['organizations', 'domains', organization]];
  const pathTo = ({ domain }: NewDomain) => ({ params: { path: { organization, domain } } });
  const put = useAction<NewDomain>({
    run: (domain) =>
      api.PUT('/organizations/{organization}/domains/{domain}', {
        ...pathTo(domain),
        body: { provider: domain.provider, admits: domain.admits },
      }),
    done: ({ domain }) => fill(texts.domainAdded, { domain }),
    changes,
    undo: (domain) => remove.mutate(domain),
    onDone: () => setAdding(false),
  });
  const remove = useAction<NewDomain>({
    run: (domain) => api.DELETE('/organizations/{organization}/domains/{domain}', pathTo(domain)),
    done: ({ domain }) => fill(texts.domainRemoved, { domain }),
    changes,
    undo: (domain) => put.mutate(domain),
  });
  const verify = useAction<Domain>({
    run: (domain) =>
      api.POST('/organizations/{organization}/domains/{domain}/verify', pathTo(domain)),
    done: ({ domain }) => fill(texts.domainVerified, { domain }),
    changes,
  });
  return (
    <Section
      title={texts.domains}
      actions={
        may && (
          <Button size="small" onPress={() => setAdding(true)}>
            <Icon name="plus" size={14} />
            {texts.addDomain}
          </Button>
        )
      }
    >
      {error ? (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      ) : data.length === 0 ? (
        <p className="panel quiet">{texts.noDomains}</p>
      ) : (
        <ul className="panel items">
          {data.map((one) => (
            <li key={one.domain} className="item">
              <span className="item-name">{one.domain}</span>
              {one.provider && <Badge>{fill(texts.leadsTo, { provider: one.provider })}</Badge>}
              {one.admits && <Badge>{texts.admits}</Badge>}
              {one.challenge && (
                <>
                  <Badge kind="warning">{texts.domainUnverified}</Badge>
                  <DnsRecord {...one.challenge} />
                  {may && (
                    <Button
                      size="small"
                      isPending={verify.isPending && verify.variables?.domain === one.domain}
                      aria-label={`${texts.verifyDomain}: ${one.domain}`}
                      onPress={() => verify.mutate(one)}
                    >
                      {texts.verifyDomain}
                    </Button>
                  )}
                </>
              )}
              {may && (
                <Button
                  size="small"
                  kind="quiet"
                  aria-label={`${takeAway}: ${one.domain}`}
                  isPending={remove.isPending && remove.variables?.domain === one.domain}
                  onPress={() => remove.mutate(one)}
                >
                  {takeAway}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {isAdding && (
        <AddDomainDialog
          isPending={put.isPending}
          onAdd={put.mutate}
          onClose={() => setAdding(false)}
        />
      )}
    </Section>
  );
}

/** What to put into DNS, to be copied part by part. */
function DnsRecord({ name, value }: NonNullable<Domain['challenge']>) {
  const texts = useTexts().organizations;
  return (
    <div className="dns">
      <p className="quiet small">{texts.domainRecord}</p>
      {[name, value].map((part) => (
        <div key={part} className="dns-part">
          <code>{part}</code>
          <Copy text={part} label={part === name ? texts.copyName : texts.copyValue} />
        </div>
      ))}
    </div>
  );
}
