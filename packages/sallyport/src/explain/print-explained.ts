import type { explainedSchema } from '@sallyport/issuer/explain/explain-schema.ts';
import type { z } from 'zod';
import type { TerminalStyle } from '../terminal-table.ts';

export type ToldExplanation = z.output<typeof explainedSchema>;

type Judged = Pick<ToldExplanation, 'allowed' | 'status' | 'error' | 'reason' | 'chain'>;

/** An explanation for people: the verdict, the chain, and what would mend the links that are missing. */
export function explainedLines(told: ToldExplanation, { colors }: TerminalStyle): string[] {
  const { what_if: trial, assumed } = told;
  const lines = [...judgedLines('Now', told, colors)];
  if (assumed.length > 0) lines.push(colors.dim(`  Assumed: ${assumed.join(' ')}`));
  if (!trial) return lines;
  return [
    ...lines,
    '',
    ...judgedLines('With what you try', trial, colors),
    ...difference('gained', trial.gained),
    ...difference('lost', trial.lost),
  ];
}

function judgedLines(
  when: string,
  { allowed, status, error, reason, chain }: Judged,
  { bold, green, dim }: TerminalStyle['colors'],
): string[] {
  const verdict = allowed ? green('allowed') : `${status} ${error}`;
  return [
    bold(`${when}: ${verdict}. ${reason}`),
    ...chain.flatMap(({ link, name, holds, sentence, ways, mend }) => [
      `  ${holds ? green('✓') : '✗'} ${link.replace('_', '-')} ${name}${holds ? '' : `: ${sentence}`}`,
      ...ways.map((way) => dim(`      ${wayText(way)}`)),
      ...mend.map((one) => `      → ${one.sentence}`),
    ]),
  ];
}

/** From the person up to the role. */
function wayText({
  role,
  groups,
  provider,
  on,
  valid_until: end,
}: Judged['chain'][number]['ways'][number]) {
  const through = groups.map((group) => `group ${group}`);
  const by = provider === null ? [] : [`provider ${provider}`];
  const where = on === null ? '' : ` on the ${on.type} ${on.identifier}`;
  const until = end === null ? '' : `, until ${end}`;
  return `by ${[...by, ...through, `role ${role}`].join(' → ')}${where}${until}`;
}

const difference = (
  word: string,
  { roles, permissions }: { roles: string[]; permissions: string[] },
): string[] => [
  ...(roles.length > 0 ? [`  ${word}: roles ${roles.join(', ')}`] : []),
  ...(permissions.length > 0 ? [`  ${word}: permissions ${permissions.join(', ')}`] : []),
];
