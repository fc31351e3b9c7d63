import type { Message } from '../pages/message.page.ts';
import { routes } from '../routes.ts';

/** What a person is told at the end, by the answer that was given. */
export const answeredMessages = {
  allowed: { message: 'device.allowed', sign: 'success' },
  denied: { message: 'device.denied' },
  over: {
    message: 'device.over',
    action: { href: routes.device(), label: 'device.over.another' },
  },
} as const satisfies Record<string, Message>;
