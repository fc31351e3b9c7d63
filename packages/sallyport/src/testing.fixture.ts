/** The process of a test: it tells where its system is, and waits or closes it. */
import { startSallyport } from './testing.ts';

const { issuer, close } = await startSallyport();
process.stdout.write(issuer);
if (process.argv[2] === 'close') await close();
else setInterval(() => {}, 1_000);
