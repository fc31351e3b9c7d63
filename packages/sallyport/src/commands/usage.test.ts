import type { Argument, Command, Option } from 'commander';
import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../cli.ts';
import { sallyport } from '../command.fixture.ts';
import { startInProcess } from '../in-process.fixture.ts';
import { withSubcommands, wordsOf } from '../subcommands.ts';

interface Answer {
  /** Exit code; null when the command would run. */
  code: number | null;
  out: string;
  err: string;
}

/** One for all questions: to make it anew for each would take most of the time of these tests. */
const program = commandLine();
let [out, err] = ['', ''];
/** Of the command that would run. */
let options: Record<string, unknown> = {};
for (const each of withSubcommands(program)) {
  each.configureOutput({
    writeOut: (text) => (out += text),
    writeErr: (text) => (err += text),
  });
  if (each.commands.length > 0) continue;
  each.action(() => {
    options = each.opts();
  });
}

/** What the command line makes of these words, without running a command. */
function ask(...words: string[]): Answer & { options?: Record<string, unknown> } {
  [out, err, options] = ['', '', {}];
  try {
    program.parse(words, { from: 'user' });
    return { code: null, out, err, options };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { code: error.exitCode, out, err };
  }
}

/** By what is typed: `users list`. */
const commands = withSubcommands(program)
  .filter((command) => command.commands.length === 0)
  .map((command) => [wordsOf(command).slice(1).join(' '), command] as const);
const withValue = ({ options }: Command) => options.filter(({ required }) => required);
const valueFor = ({ argChoices }: Option | Argument) => argChoices?.[0] ?? 'x';
const flagsOf = ({ options }: Command) =>
  options.filter(({ required, long }) => !required && long !== '--help').map(({ long }) => long!);
const argumentsOf = ({ registeredArguments }: Command) => registeredArguments.map(valueFor);

test('all commands are gone through', () => {
  const names =
    'start,demo,init,apply,validate,doctor,explain,proxy-config,open-api,users list,keys list';
  expect(commands.map(([name]) => name)).toEqual(expect.arrayContaining(names.split(',')));
});

describe.each(commands)('%s', (name, command) => {
  const called = name.split(' ');
  const [first, ...rest] = called as [string, ...string[]];
  test('--help has an example and each exit code, in 100 columns', () => {
    const { code, out, err } = ask(...called, '--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Examples?:\n {2}.*sallyport /m);
    expect(out).toContain(`sallyport ${name}`);
    for (const each of [0, 1, 2]) expect(out).toMatch(new RegExp(`^ {2}${each} {2}\\w`, 'm'));
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test('--help is heard before and after everything else', () => {
    const { out } = ask(...called, '--help');
    const more = withValue(command).flatMap((option) => [option.long!, valueFor(option)]);
    for (const words of [
      [...called, '-h'],
      rest.length === 0 ? ['help', first] : [first, 'help', ...rest],
      [...called, ...argumentsOf(command), ...more, '--help'],
      [...called, '--help', ...argumentsOf(command), ...more],
    ]) {
      expect(ask(...words), words.join(' ')).toMatchObject({ code: 0, out });
    }
  });

  test('an unknown option, and one argument more', () => {
    const right = [...called, ...argumentsOf(command)];
    for (const flag of flagsOf(command)) expect(ask(...right, flag).code, flag).toBeNull();
    expect(ask(...right, '--nope').err).toContain("unknown option '--nope'");
    expect(ask(...right, 'more').err).toContain('too many arguments');
    for (const words of [['--nope'], ['more']]) expect(ask(...right, ...words).code).toBe(1);
  });

  test('an argument that is missing', () => {
    const { registeredArguments } = command;
    if (!registeredArguments.some(({ required }) => required)) return;
    expect(ask(...called)).toMatchObject({
      code: 1,
      err: expect.stringContaining('missing required'),
    });
    const empty = registeredArguments.map(() => '');
    expect(ask(...called, ...empty).err).toMatch(/empty|Allowed choices/);
  });

  test.each(withValue(command).map((option) => [option.long!, option] as const))(
    '%s without a value, with an empty one, with the next option, and twice',
    (flag, option) => {
      const right = [...called, ...argumentsOf(command)];
      expect(ask(...right, flag).err).toContain('argument missing');
      expect(ask(...right, `${flag}=`).err).toMatch(/It is empty|Allowed choices/);
      expect(ask(...right, flag, '').err).toMatch(/It is empty|Allowed choices/);
      expect(ask(...right, flag, '--help').err).toMatch(/value is missing|Allowed choices/);
      const last = option.argChoices?.at(-1) ?? 'last';
      const { options = {} } = ask(...right, flag, valueFor(option), flag, last);
      expect(options[option.attributeName()]).toBe(last);
    },
  );
});

const inProcess = (words: readonly string[]) => startInProcess(words);

test.each([
  // As a process of its own, whose code it is.
  [['start', '--config', '/there/is/none.yaml'], 1, sallyport],
  [['start', '--nope'], 2, inProcess],
  [['--version'], 0, inProcess],
  [['init', '--url', 'example.com'], 2, inProcess],
  [['strat'], 2, inProcess],
  [[], 2, inProcess],
  [['--help'], 0, inProcess],
  [['doctor', '--issuer', 'example.com'], 2, inProcess],
] as const)('%j ends with %i', async (words, code, call) => {
  const ended = await call(words).ended;
  expect(ended.code).toBe(code);
  const [told, silent] = code === 0 ? [ended.stdout, ended.stderr] : [ended.stderr, ended.stdout];
  expect(told).toMatch(/\w/);
  expect(silent).toBe('');
});
