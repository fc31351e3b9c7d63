import { execFileSync } from 'node:child_process';
import { root, run } from '../build/packages.ts';

/**
 * The time of the commit in seconds: what all that is made says of its age, so that the same commit
 * gives the same bytes. Tools of Debian read the variable, too (reproducible-builds.org).
 */
const sourceDate = Number(process.env['SOURCE_DATE_EPOCH'] ?? timeOfCommit());
process.env['SOURCE_DATE_EPOCH'] = String(sourceDate);

function timeOfCommit(): string {
  return execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' });
}

/** The same as in JSON. */
export const sourceTime = new Date(sourceDate * 1_000).toISOString();

/** Gives a folder and all in it the time of the commit. */
export function settleTimes(folder: string): void {
  const date = `--date=@${sourceDate}`;
  run('find', folder, '-exec', 'touch', '--no-dereference', date, '{}', '+');
}

/** An archive of one name in a folder, `.` for all that it holds. */
export function archive(file: string, folder: string, name: string): void {
  const same = [`--mtime=@${sourceDate}`, '--sort=name', '--owner=0', '--group=0'];
  const compressed = file.endsWith('gz') ? ['--use-compress-program=gzip -n'] : [];
  const what = ['--file', file, '--directory', folder, name];
  run('tar', '--create', '--numeric-owner', '--format=gnu', ...same, ...compressed, ...what);
}
