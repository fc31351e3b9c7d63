import type { MailTexts } from './texts.ts';

export const de: MailTexts = {
  'verify-address': `Subject: Bestätigen Sie Ihre E-Mail-Adresse für {{brand}}

# E-Mail-Adresse bestätigen

Sie haben diese Adresse bei {{brand}} angegeben. Bitte bestätigen Sie, dass sie Ihnen gehört.

[E-Mail-Adresse bestätigen]({{link}})

Oder geben Sie diesen Code dort ein, wo Sie danach gefragt wurden:
{{code}}

Das gilt {{validity}} lang. Falls Sie das nicht waren, ignorieren Sie diese E-Mail: Ohne Sie geschieht nichts.`,

  'already-registered': `Subject: Sie haben bereits ein Konto bei {{brand}}

# Sie haben bereits ein Konto

Jemand, vermutlich Sie selbst, wollte sich mit dieser Adresse bei {{brand}} registrieren. Zu ihr gibt es schon ein Konto, deshalb wurde kein neues angelegt.

[Anmelden]({{link}})

Falls Sie Ihr Passwort vergessen haben, können Sie dort ein neues festlegen. Falls Sie das nicht waren, ignorieren Sie diese E-Mail: Es wurde nichts geändert.`,

  'reset-password': `Subject: Neues Passwort für {{brand}} festlegen

# Neues Passwort festlegen

Jemand, vermutlich Sie selbst, hat für Ihr Konto bei {{brand}} ein neues Passwort angefordert.

[Neues Passwort festlegen]({{link}})

Oder geben Sie diesen Code dort ein, wo Sie danach gefragt wurden:
{{code}}

Das gilt {{validity}} lang. Falls Sie das nicht waren, ignorieren Sie diese E-Mail: Ihr Passwort bleibt, wie es ist.`,

  'email-code': `Subject: Ihr Code für die Anmeldung bei {{brand}}

# Ihr Code für die Anmeldung

Geben Sie diesen Code auf der Seite ein, auf der Sie danach gefragt wurden:
{{code}}

- Angefordert von: {{device}}
- Ort: {{place}}

Er gilt {{validity}} lang und nur einmal. Geben Sie ihn niemandem, auch nicht Personen, die sich als Mitarbeiter von {{brand}} ausgeben. Falls Sie sich nicht anmelden wollten, ignorieren Sie diese E-Mail.`,

  'confirm-mailbox': `Subject: Ihr Code zur Bestätigung bei {{brand}}

# Bestätigen Sie, dass Sie es sind

Geben Sie diesen Code auf der Seite ein, auf der Sie danach gefragt wurden:
{{code}}

Er wird verlangt, bevor ein zweiter Schritt eingerichtet, ein Konto bei einem Anbieter verbunden oder eine Adresse hinzugefügt wird.

- Angefordert von: {{device}}
- Ort: {{place}}

Er gilt {{validity}} lang und nur einmal. Geben Sie ihn niemandem, auch nicht Personen, die sich als Mitarbeiter von {{brand}} ausgeben. Falls Sie das nicht waren, kennt jemand anderes Ihr Passwort: Ändern Sie es.`,

  'magic-link': `Subject: Ihr Link für die Anmeldung bei {{brand}}

# Bei {{brand}} anmelden

[Anmelden]({{link}})

- Angefordert von: {{device}}
- Ort: {{place}}

Der Link gilt {{validity}} lang und nur einmal. Leiten Sie ihn nicht weiter. Falls Sie sich nicht anmelden wollten, ignorieren Sie diese E-Mail.`,

  invitation: `Subject: Einladung zu {{brand}}

# Sie sind zu {{brand}} eingeladen

Eingeladen hat Sie {{inviter}}.

Nehmen Sie die Einladung an, um Ihr Konto einzurichten.

[Einladung annehmen]({{link}})

Die Einladung gilt {{validity}} lang. Falls Sie kein Konto möchten, ignorieren Sie diese E-Mail.`,

  'waiting-list-approved': `Subject: Sie können sich jetzt bei {{brand}} registrieren

# Sie können sich jetzt registrieren

Sie standen auf der Warteliste von {{brand}}. Jetzt sind Sie an der Reihe.

[Registrieren]({{link}})

Der Link gilt {{validity}} lang. Falls Sie kein Konto mehr möchten, ignorieren Sie diese E-Mail.`,

  'new-device': `Subject: Neue Anmeldung in Ihrem Konto bei {{brand}}

# Neue Anmeldung in Ihrem Konto

Ihr Konto bei {{brand}} wurde mit einem Gerät benutzt, das dafür bisher nicht verwendet wurde.

- Zeit: {{at}}
- Gerät: {{device}}
- Ort: {{place}}

Falls Sie das waren, müssen Sie nichts tun. Falls nicht, ändern Sie jetzt Ihr Passwort und melden Sie alle anderen Geräte ab.

[Konto prüfen]({{link}})`,

  'password-changed': `Subject: Ihr Passwort für {{brand}} wurde geändert

# Ihr Passwort wurde geändert

Das Passwort Ihres Kontos bei {{brand}} wurde geändert.

- Zeit: {{at}}
- Gerät: {{device}}
- Ort: {{place}}

Falls Sie das waren, müssen Sie nichts tun. Falls nicht, hat jemand anderes Zugang zu Ihrem Konto. Legen Sie jetzt ein neues Passwort fest.

[Konto sichern]({{link}})`,

  'password-removed': `Subject: Ihr Passwort für {{brand}} wurde entfernt

# Ihr Passwort wurde entfernt

Ihr Konto bei {{brand}} hat kein Passwort mehr. Sie melden sich auf den anderen Wegen an, die Sie eingerichtet haben.

- Zeit: {{at}}
- Gerät: {{device}}
- Ort: {{place}}

Falls Sie das waren, müssen Sie nichts tun. Falls nicht, hat jemand anderes Zugang zu Ihrem Konto. Melden Sie sich an und sehen Sie nach, was sich geändert hat.

[Konto sichern]({{link}})`,

  'address-changed': `Subject: Die E-Mail-Adresse Ihres Kontos bei {{brand}} wurde geändert

# Ihre E-Mail-Adresse wurde geändert

Ihr Konto bei {{brand}} hat eine neue E-Mail-Adresse. E-Mails dazu kommen nicht mehr hierher.

- Neue Adresse: {{address}}
- Zeit: {{at}}

Falls Sie das waren, müssen Sie nichts tun. Falls nicht, hat jemand anderes Zugang zu Ihrem Konto. Handeln Sie jetzt.

[Konto sichern]({{link}})`,

  'address-in-use': `Subject: Jemand möchte Ihre E-Mail-Adresse bei {{brand}} verwenden

# Diese Adresse gehört Ihnen bereits

Jemand, vielleicht Sie selbst, wollte diese Adresse zu einem anderen Konto bei {{brand}} hinzufügen. Sie gehört zu Ihrem Konto und bleibt dort.

[Zu Ihrem Konto]({{link}})

Falls Sie das nicht waren, ignorieren Sie diese E-Mail: Es wurde nichts geändert.`,

  'address-added': `Subject: Ihr Konto bei {{brand}} hat eine weitere E-Mail-Adresse

# Eine E-Mail-Adresse wurde hinzugefügt

Auch mit dieser Adresse kann man sich jetzt bei Ihrem Konto bei {{brand}} anmelden.

- Neue Adresse: {{address}}
- Zeit: {{at}}

Falls Sie das waren, müssen Sie nichts tun. Falls nicht, hat jemand anderes Zugang zu Ihrem Konto. Handeln Sie jetzt.

[Konto sichern]({{link}})`,

  'address-removed': `Subject: Diese E-Mail-Adresse wurde aus Ihrem Konto bei {{brand}} entfernt

# Eine E-Mail-Adresse wurde entfernt

Mit dieser Adresse kann man sich nicht mehr bei Ihrem Konto bei {{brand}} anmelden.

- Entfernte Adresse: {{address}}
- Zeit: {{at}}

Falls Sie das waren, müssen Sie nichts tun. Falls nicht, hat jemand anderes Zugang zu Ihrem Konto. Handeln Sie jetzt.

[Konto sichern]({{link}})`,

  'factor-added': `Subject: Neue Anmeldemöglichkeit für Ihr Konto bei {{brand}}

# Eine Anmeldemöglichkeit ist dazugekommen

- Neu: {{factor}}
- Zeit: {{at}}

Falls Sie das waren, müssen Sie nichts tun. Falls nicht, entfernen Sie sie und ändern Sie jetzt Ihr Passwort.

[Konto prüfen]({{link}})`,

  'factor-removed': `Subject: Eine Anmeldemöglichkeit Ihres Kontos bei {{brand}} wurde entfernt

# Eine Anmeldemöglichkeit wurde entfernt

- Entfernt: {{factor}}
- Zeit: {{at}}

Falls Sie das waren, müssen Sie nichts tun. Falls nicht, ändern Sie jetzt Ihr Passwort und fügen Sie sie wieder hinzu.

[Konto prüfen]({{link}})`,

  'identity-linked': `Subject: {{provider}} ist mit Ihrem Konto bei {{brand}} verbunden

# Eine weitere Art der Anmeldung wurde verbunden

Sie können sich ab jetzt mit {{provider}} bei {{brand}} anmelden.

- Verbunden: {{provider}}
- Zeit: {{at}}

Falls Sie das waren, müssen Sie nichts tun. Falls nicht, trennen Sie die Verbindung und ändern Sie jetzt Ihr Passwort.

[Konto prüfen]({{link}})`,

  'identity-unlinked': `Subject: {{provider}} ist nicht mehr mit Ihrem Konto bei {{brand}} verbunden

# Eine Art der Anmeldung wurde getrennt

- Getrennt: {{provider}}
- Zeit: {{at}}

Falls Sie das waren, müssen Sie nichts tun. Falls nicht, hat jemand anderes Zugang zu Ihrem Konto. Ändern Sie jetzt Ihr Passwort.

[Konto prüfen]({{link}})`,

  impersonated: `Subject: Jemand von {{brand}} handelt gerade als Sie

# Jemand von der Verwaltung handelt als Sie

Jemand, der {{brand}} betreibt, benutzt für eine Weile Ihr Konto, um Ihnen zu helfen oder einen Fehler zu finden. Ihr Passwort kann dabei weder gesehen noch geändert werden, und alles wird unter dem eigenen Namen dieser Person aufgezeichnet.

- Grund: {{reason}}
- Zeit: {{at}}
- Bis: {{until}}

Wenn Sie das nicht möchten, können Sie es auf Ihrer Seite beenden.

[Ansehen und beenden]({{link}})`,

  'accounts-merged': `Subject: Zwei Konten bei {{brand}} sind jetzt eines

# Zwei Konten sind jetzt eines

Jemand, der {{brand}} betreibt, hat zwei Konten zusammengelegt. Was zum ersten gehörte, gehört jetzt zum zweiten, auch verbundene Anbieter und bestätigte Adressen. Passwort, Passkeys und Anmeldungen des ersten gibt es nicht mehr.

- Das erste: {{address}}
- Das bleibende: {{into}}
- Zeit: {{at}}

Falls Sie das nicht wollten oder eine der Adressen nicht Ihre ist, wenden Sie sich an die Betreiber von {{brand}}.

[Konto prüfen]({{link}})`,

  'account-deleted': `Subject: Ihr Konto bei {{brand}} wurde gelöscht

# Ihr Konto wurde gelöscht

Ihr Konto bei {{brand}} und alles, was dazugehörte, wurde gelöscht.

- Zeit: {{at}}

Falls Sie das nicht wollten, wenden Sie sich an die Betreiber von {{brand}}.`,

  footer: 'Diese E-Mail ging an {{recipient}}. Gesendet hat sie {{brand}}.',
};
