import type { MailTexts } from './texts.ts';

export const fr: MailTexts = {
  'verify-address': `Subject: Confirmez votre adresse e-mail pour {{brand}}

# Confirmez votre adresse e-mail

Vous avez saisi cette adresse chez {{brand}}. Veuillez confirmer qu’elle est bien la vôtre.

[Confirmer l’adresse e-mail]({{link}})

Ou saisissez ce code à l’endroit où il vous a été demandé :
{{code}}

Valable pendant {{validity}}. Si ce n’était pas vous, ignorez cet e-mail : rien ne se passe sans vous.`,

  'already-registered': `Subject: Vous avez déjà un compte chez {{brand}}

# Vous avez déjà un compte

Quelqu’un, sans doute vous, a voulu s’inscrire chez {{brand}} avec cette adresse. Un compte existe déjà, aucun autre n’a donc été créé.

[Se connecter]({{link}})

Si vous avez oublié votre mot de passe, vous pourrez en choisir un nouveau. Si ce n’était pas vous, ignorez cet e-mail : rien n’a été modifié.`,

  'reset-password': `Subject: Choisissez un nouveau mot de passe pour {{brand}}

# Choisissez un nouveau mot de passe

Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte chez {{brand}}.

[Choisir un nouveau mot de passe]({{link}})

Ou saisissez ce code à l’endroit où il vous a été demandé :
{{code}}

Valable pendant {{validity}}. Si ce n’était pas vous, ignorez cet e-mail : votre mot de passe reste inchangé.`,

  'email-code': `Subject: Votre code de connexion à {{brand}}

# Votre code de connexion

Saisissez ce code sur la page où il vous a été demandé :
{{code}}

- Demandé depuis : {{device}}
- Lieu : {{place}}

Il est valable pendant {{validity}}, une seule fois. Ne le donnez à personne, même à qui dit travailler pour {{brand}}. Si vous n’avez pas essayé de vous connecter, ignorez cet e-mail.`,

  'confirm-mailbox': `Subject: Votre code pour confirmer que c’est bien vous sur {{brand}}

# Confirmez que c’est bien vous

Saisissez ce code sur la page où il vous a été demandé :
{{code}}

Il est demandé avant de configurer une deuxième étape, de relier un compte chez un fournisseur ou d’ajouter une adresse.

- Demandé depuis : {{device}}
- Lieu : {{place}}

Il est valable pendant {{validity}}, une seule fois. Ne le donnez à personne, même à qui dit travailler pour {{brand}}. Si ce n’était pas vous, quelqu’un d’autre connaît votre mot de passe : changez-le.`,

  'magic-link': `Subject: Votre lien de connexion à {{brand}}

# Connectez-vous à {{brand}}

[Se connecter]({{link}})

- Demandé depuis : {{device}}
- Lieu : {{place}}

Le lien est valable pendant {{validity}}, une seule fois. Ne le transférez à personne. Si vous n’avez pas essayé de vous connecter, ignorez cet e-mail.`,

  invitation: `Subject: Vous êtes invité à rejoindre {{brand}}

# Vous êtes invité à rejoindre {{brand}}

Invitation envoyée par {{inviter}}.

Acceptez l’invitation pour créer votre compte.

[Accepter l’invitation]({{link}})

L’invitation est valable pendant {{validity}}. Si vous ne voulez pas de compte, ignorez cet e-mail.`,

  'waiting-list-approved': `Subject: Vous pouvez maintenant vous inscrire chez {{brand}}

# Vous pouvez maintenant vous inscrire

Vous étiez sur la liste d’attente de {{brand}}. C’est votre tour.

[S’inscrire]({{link}})

Le lien est valable pendant {{validity}}. Si vous ne voulez plus de compte, ignorez cet e-mail.`,

  'new-device': `Subject: Nouvelle connexion à votre compte {{brand}}

# Nouvelle connexion à votre compte

Votre compte {{brand}} a été utilisé depuis un appareil qui ne l’avait jamais utilisé.

- Date : {{at}}
- Appareil : {{device}}
- Lieu : {{place}}

Si c’était vous, vous n’avez rien à faire. Sinon, changez tout de suite votre mot de passe et déconnectez tous les autres appareils.

[Vérifier votre compte]({{link}})`,

  'password-changed': `Subject: Votre mot de passe {{brand}} a été modifié

# Votre mot de passe a été modifié

Le mot de passe de votre compte {{brand}} a été modifié.

- Date : {{at}}
- Appareil : {{device}}
- Lieu : {{place}}

Si c’était vous, vous n’avez rien à faire. Sinon, une autre personne a accès à votre compte. Choisissez tout de suite un nouveau mot de passe.

[Sécuriser votre compte]({{link}})`,

  'password-removed': `Subject: Votre mot de passe {{brand}} a été supprimé

# Votre mot de passe a été supprimé

Votre compte {{brand}} n’a plus de mot de passe. Vous vous connectez par les autres moyens que vous avez configurés.

- Date : {{at}}
- Appareil : {{device}}
- Lieu : {{place}}

Si c’était vous, vous n’avez rien à faire. Sinon, une autre personne a accès à votre compte. Connectez-vous et regardez ce qui a changé.

[Sécuriser votre compte]({{link}})`,

  'address-changed': `Subject: L’adresse e-mail de votre compte {{brand}} a été modifiée

# Votre adresse e-mail a été modifiée

Votre compte {{brand}} a une nouvelle adresse e-mail. Les messages à son sujet n’arriveront plus ici.

- Nouvelle adresse : {{address}}
- Date : {{at}}

Si c’était vous, vous n’avez rien à faire. Sinon, une autre personne a accès à votre compte. Agissez tout de suite.

[Sécuriser votre compte]({{link}})`,

  'address-in-use': `Subject: Quelqu’un veut utiliser votre adresse e-mail chez {{brand}}

# Cette adresse est déjà la vôtre

Quelqu’un, peut-être vous, a voulu ajouter cette adresse à un autre compte chez {{brand}}. Elle fait partie de votre compte et y reste.

[Accéder à votre compte]({{link}})

Si ce n’était pas vous, ignorez cet e-mail : rien n’a été modifié.`,

  'address-added': `Subject: Votre compte {{brand}} a une nouvelle adresse e-mail

# Une adresse e-mail a été ajoutée

Cette adresse permet désormais aussi de se connecter à votre compte {{brand}}.

- Nouvelle adresse : {{address}}
- Date : {{at}}

Si c’était vous, vous n’avez rien à faire. Sinon, une autre personne a accès à votre compte. Agissez tout de suite.

[Sécuriser votre compte]({{link}})`,

  'address-removed': `Subject: Cette adresse e-mail a été supprimée de votre compte {{brand}}

# Une adresse e-mail a été supprimée

Cette adresse ne permet plus de se connecter à votre compte {{brand}}.

- Adresse supprimée : {{address}}
- Date : {{at}}

Si c’était vous, vous n’avez rien à faire. Sinon, une autre personne a accès à votre compte. Agissez tout de suite.

[Sécuriser votre compte]({{link}})`,

  'factor-added': `Subject: Nouveau moyen de connexion à votre compte {{brand}}

# Un moyen de connexion a été ajouté

- Ajouté : {{factor}}
- Date : {{at}}

Si c’était vous, vous n’avez rien à faire. Sinon, supprimez-le et changez tout de suite votre mot de passe.

[Vérifier votre compte]({{link}})`,

  'factor-removed': `Subject: Un moyen de connexion à votre compte {{brand}} a été supprimé

# Un moyen de connexion a été supprimé

- Supprimé : {{factor}}
- Date : {{at}}

Si c’était vous, vous n’avez rien à faire. Sinon, changez tout de suite votre mot de passe et ajoutez-le de nouveau.

[Vérifier votre compte]({{link}})`,

  'identity-linked': `Subject: {{provider}} est associé à votre compte {{brand}}

# Un autre moyen de connexion a été associé

Vous pouvez désormais vous connecter à votre compte {{brand}} avec {{provider}}.

- Associé : {{provider}}
- Date : {{at}}

Si c’était vous, vous n’avez rien à faire. Sinon, dissociez-le et changez votre mot de passe dès maintenant.

[Vérifier votre compte]({{link}})`,

  'identity-unlinked': `Subject: {{provider}} n’est plus associé à votre compte {{brand}}

# Un moyen de connexion a été dissocié

- Dissocié : {{provider}}
- Date : {{at}}

Si c’était vous, vous n’avez rien à faire. Sinon, quelqu’un d’autre a accès à votre compte. Changez votre mot de passe dès maintenant.

[Vérifier votre compte]({{link}})`,

  impersonated: `Subject: Un administrateur agit en votre nom sur {{brand}}

# Un administrateur agit en votre nom

Une personne qui gère {{brand}} utilise votre compte pendant un moment, pour vous aider ou pour trouver une erreur. Elle ne peut ni voir ni changer votre mot de passe, et tout ce qu’elle fait est enregistré sous son propre nom.

- Raison : {{reason}}
- Date : {{at}}
- Jusqu’à : {{until}}

Si vous ne le souhaitez pas, vous pouvez y mettre fin sur votre page.

[Voir et y mettre fin]({{link}})`,

  'accounts-merged': `Subject: Deux comptes {{brand}} n’en font plus qu’un

# Deux comptes n’en font plus qu’un

Une personne qui gère {{brand}} a réuni deux comptes. Ce qui appartenait au premier appartient maintenant au second, y compris les fournisseurs associés et les adresses vérifiées. Le mot de passe, les clés d’accès et les connexions du premier n’existent plus.

- Le premier : {{address}}
- Celui qui reste : {{into}}
- Date : {{at}}

Si vous ne le vouliez pas, ou si l’une de ces adresses n’est pas la vôtre, adressez-vous aux responsables de {{brand}}.

[Vérifier votre compte]({{link}})`,

  'account-deleted': `Subject: Votre compte {{brand}} a été supprimé

# Votre compte a été supprimé

Votre compte {{brand}} et tout ce qui lui appartenait ont été supprimés.

- Date : {{at}}

Si vous ne le vouliez pas, adressez-vous aux responsables de {{brand}}.`,

  footer: 'Cet e-mail a été envoyé à {{recipient}} par {{brand}}.',
};
