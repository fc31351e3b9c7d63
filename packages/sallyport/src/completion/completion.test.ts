import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commandLine } from '../cli.ts';
import { withSubcommands } from '../subcommands.ts';
import { completionScript } from './completion.ts';

/** What bash offers for the last of these words. */
function offered(...words: string[]): string[] {
  const script = [
    completionScript('bash', commandLine()),
    `COMP_WORDS=(sallyport ${words.map((word) => `'${word}'`).join(' ')})`,
    `COMP_CWORD=${words.length}`,
    '_sallyport',
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ].join('\n');
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-u', '-c', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

test('bash offers commands, what is below them, options and their values', () => {
  expect(offered('us')).toEqual(['users']);
  expect(offered('users', 'dis')).toEqual(['disable']);
  expect(offered('users', 'list', '--st')).toEqual(['--status']);
  expect(offered('users', 'list', '--status', '')).toEqual(['active', 'disabled']);
  expect(offered('start', '--role', 'g')).toEqual(['gateway']);
  expect(offered('--json', 'users', 'list', '--search', 'ali', '--lim')).toEqual(['--limit']);
  expect(offered('proxy-config', 'c')).toEqual(['caddy']);
});

test('bash offers files where a file is meant, and nothing for a text', () => {
  expect(offered('validate', 'completion.te')).toEqual(['completion.test.ts']);
  expect(offered('start', '--config', 'completion.te')).toEqual(['completion.test.ts']);
  expect(offered('users', 'list', '--search', '')).toEqual([]);
});

test.each(['bash', 'zsh', 'fish'] as const)('%s knows every command and option', (shell) => {
  const script = completionScript(shell, commandLine());
  for (const { options, commands } of withSubcommands(commandLine())) {
    for (const command of commands) expect(script).toContain(command.name());
    for (const { long } of options)
      expect(script).toContain(shell === 'fish' ? long!.slice(2) : long);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(script).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});
