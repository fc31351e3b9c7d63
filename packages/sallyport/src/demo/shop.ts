import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The example shop: a configuration with its pages, and a program that runs its services. */
export interface Shop {
  configuration: string;
  program: string;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** As a build puts it beside this file, or that of the checkout. */
export function findShop(): Shop {
  const built = { configuration: here('shop/sallyport.yaml'), program: here('shop/main.js') };
  if (existsSync(built.program)) return built;
  const shop = '../../../../examples/shop';
  return {
    configuration: here(`${shop}/sallyport.yaml`),
    program: here(`${shop}/services/main.ts`),
  };
}
