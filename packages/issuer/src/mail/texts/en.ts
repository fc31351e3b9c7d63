import type { MailTexts } from './texts.ts';

export const en: MailTexts = {
  'verify-address': `Subject: Confirm your e-mail address for {{brand}}

# Confirm your e-mail address

You entered this address at {{brand}}. Please confirm that it is yours.

[Confirm e-mail address]({{link}})

Or enter this code where you were asked for it:
{{code}}

This works for {{validity}}. If it was not you, ignore this mail: nothing happens without you.`,

  'already-registered': `Subject: You already have an account at {{brand}}

# You already have an account

Someone, probably you, tried to register at {{brand}} with this address. There is an account with it already, so no new one was made.

[Sign in]({{link}})

If you forgot your password, you can set a new one there. If it was not you, ignore this mail: nothing was changed.`,

  'reset-password': `Subject: Set a new password for {{brand}}

# Set a new password

Someone, probably you, asked for a new password for your account at {{brand}}.

[Set a new password]({{link}})

Or enter this code where you were asked for it:
{{code}}

This works for {{validity}}. If it was not you, ignore this mail: your password stays as it is.`,

  'email-code': `Subject: Your code to sign in to {{brand}}

# Your code to sign in

Enter this code on the page where you were asked for it:
{{code}}

- Asked for from: {{device}}
- Place: {{place}}

It works for {{validity}}, once. Give it to no one, not even to people who say that they work for {{brand}}. If you did not try to sign in, ignore this mail.`,

  'confirm-mailbox': `Subject: Your code to confirm that it is you at {{brand}}

# Confirm that it is you

Enter this code on the page where you were asked for it:
{{code}}

It is asked for before a second step is set up, an account at a provider is connected or an address is added.

- Asked for from: {{device}}
- Place: {{place}}

It works for {{validity}}, once. Give it to no one, not even to people who say that they work for {{brand}}. If this was not you, someone else knows your password: change it.`,

  'magic-link': `Subject: Your link to sign in to {{brand}}

# Sign in to {{brand}}

[Sign in]({{link}})

- Asked for from: {{device}}
- Place: {{place}}

The link works for {{validity}}, once. Forward it to no one. If you did not try to sign in, ignore this mail.`,

  invitation: `Subject: You are invited to {{brand}}

# You are invited to {{brand}}

You were invited by {{inviter}}.

Accept the invitation to set up your account.

[Accept the invitation]({{link}})

The invitation is good for {{validity}}. If you do not want an account, ignore this mail.`,

  'waiting-list-approved': `Subject: You can now register at {{brand}}

# You can now register

You were on the waiting list of {{brand}}. It is your turn.

[Register]({{link}})

The link works for {{validity}}. If you do not want an account any more, ignore this mail.`,

  'new-device': `Subject: New sign-in to your account at {{brand}}

# New sign-in to your account

Your account at {{brand}} was used from a device that was not used with it before.

- Time: {{at}}
- Device: {{device}}
- Place: {{place}}

If this was you, there is nothing to do. If not, change your password now and sign out all other devices.

[Check your account]({{link}})`,

  'password-changed': `Subject: Your password for {{brand}} was changed

# Your password was changed

The password of your account at {{brand}} was changed.

- Time: {{at}}
- Device: {{device}}
- Place: {{place}}

If this was you, there is nothing to do. If not, someone else has access to your account. Set a new password now.

[Secure your account]({{link}})`,

  'password-removed': `Subject: Your password for {{brand}} was removed

# Your password was removed

Your account at {{brand}} has no password any more. You sign in in the other ways that you have set up.

- Time: {{at}}
- Device: {{device}}
- Place: {{place}}

If this was you, there is nothing to do. If not, someone else has access to your account. Sign in and look at what has changed.

[Secure your account]({{link}})`,

  'address-changed': `Subject: The e-mail address of your account at {{brand}} was changed

# Your e-mail address was changed

Your account at {{brand}} has a new e-mail address. Mail about it no longer comes here.

- New address: {{address}}
- Time: {{at}}

If this was you, there is nothing to do. If not, someone else has access to your account. Act now.

[Secure your account]({{link}})`,

  'address-in-use': `Subject: Someone wants to use your e-mail address at {{brand}}

# This address is yours already

Someone, perhaps you, tried to add this address to another account at {{brand}}. It belongs to your account, and stays there.

[Go to your account]({{link}})

If it was not you, ignore this mail: nothing was changed.`,

  'address-added': `Subject: Your account at {{brand}} has another e-mail address

# An e-mail address was added

A person can sign in to your account at {{brand}} with this address, too.

- New address: {{address}}
- Time: {{at}}

If this was you, there is nothing to do. If not, someone else has access to your account. Act now.

[Secure your account]({{link}})`,

  'address-removed': `Subject: This e-mail address was removed from your account at {{brand}}

# An e-mail address was removed

This address no longer signs in to your account at {{brand}}.

- Removed address: {{address}}
- Time: {{at}}

If this was you, there is nothing to do. If not, someone else has access to your account. Act now.

[Secure your account]({{link}})`,

  'factor-added': `Subject: A new way to sign in to your account at {{brand}}

# A new way to sign in was added

- Added: {{factor}}
- Time: {{at}}

If this was you, there is nothing to do. If not, remove it and change your password now.

[Check your account]({{link}})`,

  'factor-removed': `Subject: A way to sign in to your account at {{brand}} was removed

# A way to sign in was removed

- Removed: {{factor}}
- Time: {{at}}

If this was you, there is nothing to do. If not, change your password now and add it again.

[Check your account]({{link}})`,

  'identity-linked': `Subject: {{provider}} is connected to your account at {{brand}}

# Another way to sign in was connected

You can sign in to your account at {{brand}} with {{provider}} from now on.

- Connected: {{provider}}
- Time: {{at}}

If this was you, there is nothing to do. If not, disconnect it and change your password now.

[Check your account]({{link}})`,

  'identity-unlinked': `Subject: {{provider}} is no longer connected to your account at {{brand}}

# A way to sign in was disconnected

- Disconnected: {{provider}}
- Time: {{at}}

If this was you, there is nothing to do. If not, someone else has access to your account. Change your password now.

[Check your account]({{link}})`,

  impersonated: `Subject: An administrator acts as you at {{brand}}

# An administrator acts as you

Someone who runs {{brand}} uses your account for a while, to help you or to find a fault. They cannot see or change your password, and all that they do is recorded under their own name.

- Why: {{reason}}
- Time: {{at}}
- Until: {{until}}

If you do not want this, you can end it on your page.

[See and end it]({{link}})`,

  'accounts-merged': `Subject: Two accounts at {{brand}} are one now

# Two accounts are one now

Someone who runs {{brand}} made two accounts one. What belonged to the first one belongs to the second one now, with its connected providers and verified addresses. The password, the passkeys and the sign-ins of the first one are gone.

- The first one: {{address}}
- The one that stays: {{into}}
- Time: {{at}}

If you did not want this, or one of these addresses is not yours, tell the people who run {{brand}}.

[Check your account]({{link}})`,

  'account-deleted': `Subject: Your account at {{brand}} was deleted

# Your account was deleted

Your account at {{brand}} and what belonged to it were deleted.

- Time: {{at}}

If you did not want this, tell the people who run {{brand}}.`,

  footer: 'This mail went to {{recipient}}. It was sent by {{brand}}.',
};
