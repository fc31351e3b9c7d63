/** What the single file of the gateway runs: `sallyport start --role gateway`, with the options of its caller. */
import { run } from '../../packages/sallyport/src/run.ts';

const options = process.argv.slice(2);
const command = ['start', '--role', 'gateway', '--no-restart'];
const args = options[0] === '--version' ? options : [...command, ...options];
void run([process.execPath, 'sallyport-gateway', ...args]);
