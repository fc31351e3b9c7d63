import { z } from 'zod';
import { readDevice } from '../../devices/device.ts';
import {
  forgetDevices,
  listDevices,
} from '../../factors/remembered-devices/remembered-devices.service.ts';
import { cookieOf } from '../../http/cookies.ts';
import { type AccountContext, accountForm, accountPage } from '../account-page.endpoint.ts';
import { devicesPage } from './devices.page.ts';

const section = 'devices';

/** `GET /account/devices` */
export const showDevices = (context: AccountContext) =>
  accountPage(context, { section }, async ({ request, view, frame, account }) => {
    const cookie = cookieOf(request, 'sp_remembered');
    const devices = await listDevices(cookie, account.userId, context);
    return devicesPage(view, {
      ...frame,
      devices: devices.map((device) => ({ ...device, ...readDevice(device.userAgent) })),
    });
  });

/** `POST /account/devices/forget`: one, or all where none is named. Asking again needs no recent sign-in. */
export const forgetDevice = (context: AccountContext) =>
  accountForm(context, { section, fields: ['device'] }, async ({ account, form }) => {
    const { userId } = account;
    if (form.device === undefined) {
      await forgetDevices({ userId, id: null }, context);
      return { notice: 'account.notice.devices_forgotten' };
    }
    const id = z.uuid().safeParse(form.device);
    if (id.success) await forgetDevices({ userId, id: id.data }, context);
    return { notice: 'account.notice.device_forgotten' };
  });
