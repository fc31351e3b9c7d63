import { useMay } from '../../app/session.ts';

/** Whether they may give a person roles and groups, and take them away again. */
export const useMayGive = () => ({
  role: useMay<'PUT /users/{id}/roles/{role}' | 'DELETE /users/{id}/roles/{role}'>('roles:write'),
  group: useMay<'PUT /users/{id}/groups/{group}' | 'DELETE /users/{id}/groups/{group}'>(
    'groups:write here',
  ),
});
