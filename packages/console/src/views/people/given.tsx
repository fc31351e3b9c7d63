import { type ReactNode, useState } from 'react';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Section } from '../../ui/page.tsx';
import { useAction } from '../../ui/use-action.ts';
import { GiveDialog, type Given } from './give-dialog.tsx';

type Answered = { response: Response };

/** Empty for the way back, which changes one thing, whatever else was done. */
type Init = { headers?: { 'If-Match': string } };

interface GivenListProps {
  /** A role when left out. */
  kind?: 'role' | 'group';
  title: string;
  none: string;
  /** Who has them: a person, a group, a client. */
  who: string;
  held: readonly { name: string; valid_until: string | null; declared: boolean }[];
  may: boolean;
  /** Whether what a file declared can be taken away here. */
  mayTakeDeclared?: boolean;
  /** Of what is shown: what they are given is decided by what they have. */
  etag: string;
  give(name: string, init: Init, body: { valid_until: string | null }): Promise<Answered>;
  take(name: string, init: Init): Promise<Answered>;
  changes: string[][];
  /** Further entries of the list. */
  more?: ReactNode[];
  /** In the dialog. */
  children?: ReactNode;
}

/** The roles, or the groups, that a person, a group or a client was given; giving one more, and taking one away. */
export function GivenList({
  kind = 'role',
  title,
  none,
  who,
  held,
  may,
  mayTakeDeclared,
  etag,
  changes,
  more = [],
  children,
  ...run
}: GivenListProps) {
  const { common, ...all } = useTexts();
  const texts = all[kind === 'role' ? 'roles' : 'groups'];
  const [isGiving, setGiving] = useState(false);
  const seen = ({ isUndo }: Given): Init => (isUndo ? {} : { headers: { 'If-Match': etag } });
  const give = useAction<Given>({
    run: (given) => run.give(given.name, seen(given), { valid_until: given.end }),
    done: ({ name }) => fill(texts.given, { name, who }),
    changes,
    undo: (given) => take.mutate({ ...given, isUndo: true }),
    onDone: () => setGiving(false),
  });
  const take = useAction<Given>({
    run: (given) => run.take(given.name, seen(given)),
    done: ({ name }) => fill(texts.taken, { name, who }),
    changes,
    undo: (given) => give.mutate({ ...given, isUndo: true }),
  });
  return (
    <Section
      title={title}
      actions={
        may && (
          <Button size="small" onPress={() => setGiving(true)}>
            <Icon name="plus" size={14} />
            {texts.give}
          </Button>
        )
      }
    >
      {held.length + more.length === 0 ? (
        <p className="panel quiet">{none}</p>
      ) : (
        <ul className="panel items">
          {held.map(({ name, valid_until: end, declared }) => (
            <li key={name} className="item">
              <span className="item-name">{name}</span>
              {declared && <Badge>{common.declared}</Badge>}
              {end && (
                <span className="quiet small">
                  {common.until} <Moment at={end} />
                </span>
              )}
              {may && (mayTakeDeclared || !declared) && (
                <Button
                  size="small"
                  kind="quiet"
                  isPending={take.isPending && take.variables?.name === name}
                  aria-label={`${common.takeAway}: ${name}`}
                  onPress={() => take.mutate({ name, end })}
                >
                  {common.takeAway}
                </Button>
              )}
            </li>
          ))}
          {more}
        </ul>
      )}
      {isGiving && (
        <GiveDialog
          kind={kind}
          held={held.map(({ name }) => name)}
          isPending={give.isPending}
          onGive={give.mutate}
          onClose={() => setGiving(false)}
        >
          {children}
        </GiveDialog>
      )}
    </Section>
  );
}
