import { z } from 'zod';
import type { Context } from '../context.ts';
import { type Asked, deny, type Evaluation, judge, organizationOf } from './evaluation.ts';
import { readSubjectFacts, type Subject } from './subject-facts.store.ts';

/**
 * Whether a user or a client may do something with one resource of an API that the asking client serves. It
 * counts once `confirmPrimary` has returned that was called before.
 *
 * @param apis those that the client serves
 */
export async function evaluate(
  asked: Asked,
  apis: readonly string[],
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<Evaluation> {
  const subject = subjectOf(asked);
  if (!subject) {
    return deny(
      'The subject is neither a user nor a client. What a caller with an action link may do is in its JWT.',
    );
  }
  const { type, id: identifier } = asked.resource;
  const about = { apis, type, identifier, organization: organizationOf(asked) };
  const facts = await readSubjectFacts(sql, subject, about, clock.now());
  return judge(asked, facts);
}

function subjectOf({ subject: { type, id } }: Asked): Subject | null {
  if (type === 'client') return { kind: type, id };
  const isUser = type === 'user' && z.uuid().safeParse(id).success;
  return isUser ? { kind: type, id: id.toLowerCase() } : null;
}
