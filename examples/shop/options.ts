import { parseArgs } from 'node:util';
import { type LogLevel, logLevels } from 'sallyport/options.ts';
import { StartupError } from 'sallyport/startup-error.ts';

export interface ShopOptions {
  dataDir: string;
  logLevel: LogLevel;
  help: boolean;
}

export const usage = `npm start -- [options]

  -d, --data-dir DIR   where database, secret and log are kept (.sallyport)
  --log-level LEVEL    the least that is logged: ${logLevels.join(', ')} (info)
  -h, --help           this text
`;

/** @throws StartupError for options of `sallyport start` alone, and for unknown ones */
export function parseOptions(args: string[]): ShopOptions {
  const { values } = parse(args);
  const logLevel = logLevels.find((level) => level === values['log-level']);
  if (!logLevel) throw new StartupError(`--log-level is one of ${logLevels.join(', ')}.`);
  return { dataDir: values['data-dir'], logLevel, help: values.help };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        'data-dir': { type: 'string', short: 'd', default: '.sallyport' },
        'log-level': { type: 'string', default: 'info' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    const said = (error as Error).message.split(/\. |\n/)[0];
    throw new StartupError(
      `${said}. The shop takes --data-dir, --log-level and --help; ` +
        'the others are those of: npx sallyport start',
      { cause: error },
    );
  }
}
