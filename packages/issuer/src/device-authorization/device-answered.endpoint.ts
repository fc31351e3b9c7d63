import type { Context as Request } from 'hono';
import { respondHtml } from '../http/html.ts';
import { messagePage } from '../pages/message.page.ts';
import { type ViewContext, viewOf } from '../pages/view.endpoint.ts';
import { answeredMessages } from './answered-messages.ts';

/** `GET /device/allowed`, `/device/denied`, `/device/over`: the person goes back to the device. */
export const showDeviceAnswered =
  (answered: keyof typeof answeredMessages, context: ViewContext) => async (request: Request) => {
    const view = await viewOf(request, context);
    return respondHtml(request, messagePage(view, answeredMessages[answered]));
  };
