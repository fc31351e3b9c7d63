import type pico from 'picocolors';
import { wrap } from '../terminal-table.ts';
import type { Finding } from './finding.ts';

type Colors = Pick<typeof pico, 'bold' | 'dim' | 'green' | 'yellow' | 'red'>;

/** For people: problems last, where they are seen. What a server said does not move the cursor. */
export function report(
  findings: readonly Finding[],
  { colors, columns }: { colors: Colors; columns: number },
): string {
  const marks = {
    ok: colors.green('ok     '),
    skipped: colors.dim('skipped'),
    warning: colors.yellow('warning'),
    problem: colors.red('problem'),
  };
  const order = ['ok', 'skipped', 'warning', 'problem'];
  const lines = findings
    .toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
    .flatMap(({ level, about, found, advice }) => [
      ...wrap(`${about}: ${found}`.replace(/\p{Cc}/gu, '\ufffd'), columns, 10).map((line, index) =>
        index === 0 ? `  ${marks[level]} ${line.trimStart()}` : line,
      ),
      ...(advice ? wrap(advice, columns, 10).map((line) => colors.dim(line)) : []),
    ]);
  return `${lines.join('\n')}\n\n${summary(findings)}\n`;
}

export function summary(findings: readonly Finding[]): string {
  const count = (level: Finding['level']) => findings.filter((each) => each.level === level).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  if (problems + warnings === 0) return 'Nothing to do.';
  const parts = [
    problems > 0 && `${problems} problem${problems === 1 ? '' : 's'}`,
    warnings > 0 && `${warnings} warning${warnings === 1 ? '' : 's'}`,
  ];
  return `${parts.filter(Boolean).join(', ')}.`;
}
