import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** This machine's files below a layer of our own, in a mount namespace: what is changed is changed there. */
const script = `set -e
mount -t overlay overlay -o "lowerdir=/,upperdir=$LAYER/upper,workdir=$LAYER/work" "$LAYER/root"
mount -t proc proc "$LAYER/root/proc"
mount --rbind /dev "$LAYER/root/dev"
mount -t tmpfs tmpfs "$LAYER/root/run"
exec chroot "$LAYER/root" "$@"`;

/** A Debian to install into, which is this one and is left as it is. */
export class ScratchRoot {
  readonly #layer: string;

  private constructor(layer: string) {
    this.#layer = layer;
  }

  static async make(layer: string): Promise<ScratchRoot> {
    for (const name of ['upper', 'work', 'root'])
      await mkdir(join(layer, name), { recursive: true });
    return new ScratchRoot(layer);
  }

  /** Where a file is that was made in it. */
  path(path: string): string {
    return join(this.#layer, 'upper', path);
  }

  /** @returns what it printed */
  run(...command: string[]): string {
    const [program, args, options] = this.#command(command);
    return execFileSync(program, args, { ...options, encoding: 'utf8' });
  }

  start(...command: string[]): ChildProcess {
    const [program, args, options] = this.#command(command);
    return spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  }

  #command(command: readonly string[]) {
    const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LAYER: this.#layer };
    return ['unshare', ['--mount', 'sh', '-c', script, 'sh', ...command], { env }] as const;
  }
}
