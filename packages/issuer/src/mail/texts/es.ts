import type { MailTexts } from './texts.ts';

export const es: MailTexts = {
  'verify-address': `Subject: Confirme su dirección de correo para {{brand}}

# Confirme su dirección de correo

Ha indicado esta dirección en {{brand}}. Confirme que es suya.

[Confirmar la dirección]({{link}})

O escriba este código donde se le pidió:
{{code}}

Vale durante {{validity}}. Si no ha sido usted, ignore este correo: sin usted no ocurre nada.`,

  'already-registered': `Subject: Ya tiene una cuenta en {{brand}}

# Ya tiene una cuenta

Alguien, probablemente usted, ha querido registrarse en {{brand}} con esta dirección. Ya existe una cuenta con ella, así que no se ha creado otra.

[Iniciar sesión]({{link}})

Si ha olvidado la contraseña, allí puede elegir otra. Si no ha sido usted, ignore este correo: no se ha cambiado nada.`,

  'reset-password': `Subject: Elija una contraseña nueva para {{brand}}

# Elija una contraseña nueva

Alguien, probablemente usted, ha pedido una contraseña nueva para su cuenta en {{brand}}.

[Elegir una contraseña nueva]({{link}})

O escriba este código donde se le pidió:
{{code}}

Vale durante {{validity}}. Si no ha sido usted, ignore este correo: su contraseña sigue igual.`,

  'email-code': `Subject: Su código para iniciar sesión en {{brand}}

# Su código para iniciar sesión

Escriba este código en la página donde se le pidió:
{{code}}

- Pedido desde: {{device}}
- Lugar: {{place}}

Vale durante {{validity}} y una sola vez. No se lo dé a nadie, ni a quien diga que trabaja para {{brand}}. Si no ha querido iniciar sesión, ignore este correo.`,

  'confirm-mailbox': `Subject: Su código para confirmar que es usted en {{brand}}

# Confirme que es usted

Escriba este código en la página donde se le pidió:
{{code}}

Se pide antes de configurar un segundo paso, conectar una cuenta de un proveedor o añadir una dirección.

- Pedido desde: {{device}}
- Lugar: {{place}}

Vale durante {{validity}} y una sola vez. No se lo dé a nadie, ni a quien diga que trabaja para {{brand}}. Si no ha sido usted, otra persona conoce su contraseña: cámbiela.`,

  'magic-link': `Subject: Su enlace para iniciar sesión en {{brand}}

# Inicie sesión en {{brand}}

[Iniciar sesión]({{link}})

- Pedido desde: {{device}}
- Lugar: {{place}}

El enlace vale durante {{validity}} y una sola vez. No lo reenvíe a nadie. Si no ha querido iniciar sesión, ignore este correo.`,

  invitation: `Subject: Invitación a {{brand}}

# Tiene una invitación a {{brand}}

La envía {{inviter}}.

Acepte la invitación para crear su cuenta.

[Aceptar la invitación]({{link}})

La invitación vale durante {{validity}}. Si no quiere una cuenta, ignore este correo.`,

  'waiting-list-approved': `Subject: Ya puede registrarse en {{brand}}

# Ya puede registrarse

Estaba en la lista de espera de {{brand}}. Ahora es su turno.

[Registrarse]({{link}})

El enlace vale durante {{validity}}. Si ya no quiere una cuenta, ignore este correo.`,

  'new-device': `Subject: Nuevo inicio de sesión en su cuenta de {{brand}}

# Nuevo inicio de sesión en su cuenta

Su cuenta de {{brand}} se ha usado desde un dispositivo con el que no se había usado antes.

- Fecha: {{at}}
- Dispositivo: {{device}}
- Lugar: {{place}}

Si ha sido usted, no tiene que hacer nada. Si no, cambie ahora su contraseña y cierre la sesión en los demás dispositivos.

[Revisar su cuenta]({{link}})`,

  'password-changed': `Subject: Se ha cambiado su contraseña de {{brand}}

# Se ha cambiado su contraseña

Se ha cambiado la contraseña de su cuenta de {{brand}}.

- Fecha: {{at}}
- Dispositivo: {{device}}
- Lugar: {{place}}

Si ha sido usted, no tiene que hacer nada. Si no, otra persona tiene acceso a su cuenta. Elija ahora una contraseña nueva.

[Proteger su cuenta]({{link}})`,

  'password-removed': `Subject: Se ha eliminado su contraseña de {{brand}}

# Se ha eliminado su contraseña

Su cuenta de {{brand}} ya no tiene contraseña. Inicie sesión de las otras formas que ha configurado.

- Fecha: {{at}}
- Dispositivo: {{device}}
- Lugar: {{place}}

Si ha sido usted, no tiene que hacer nada. Si no, otra persona tiene acceso a su cuenta. Inicie sesión y mire qué ha cambiado.

[Proteger su cuenta]({{link}})`,

  'address-changed': `Subject: Se ha cambiado la dirección de correo de su cuenta de {{brand}}

# Se ha cambiado su dirección de correo

Su cuenta de {{brand}} tiene una dirección de correo nueva. Los mensajes sobre ella ya no llegarán aquí.

- Dirección nueva: {{address}}
- Fecha: {{at}}

Si ha sido usted, no tiene que hacer nada. Si no, otra persona tiene acceso a su cuenta. Actúe ahora.

[Proteger su cuenta]({{link}})`,

  'address-in-use': `Subject: Alguien quiere usar su dirección de correo en {{brand}}

# Esta dirección ya es suya

Alguien, quizá usted, ha querido añadir esta dirección a otra cuenta de {{brand}}. Pertenece a su cuenta y sigue en ella.

[Ir a su cuenta]({{link}})

Si no ha sido usted, ignore este correo: no se ha cambiado nada.`,

  'address-added': `Subject: Su cuenta de {{brand}} tiene otra dirección de correo

# Se ha añadido una dirección de correo

Ahora también se puede iniciar sesión en su cuenta de {{brand}} con esta dirección.

- Dirección nueva: {{address}}
- Fecha: {{at}}

Si ha sido usted, no tiene que hacer nada. Si no, otra persona tiene acceso a su cuenta. Actúe ahora.

[Proteger su cuenta]({{link}})`,

  'address-removed': `Subject: Esta dirección de correo se ha eliminado de su cuenta de {{brand}}

# Se ha eliminado una dirección de correo

Con esta dirección ya no se puede iniciar sesión en su cuenta de {{brand}}.

- Dirección eliminada: {{address}}
- Fecha: {{at}}

Si ha sido usted, no tiene que hacer nada. Si no, otra persona tiene acceso a su cuenta. Actúe ahora.

[Proteger su cuenta]({{link}})`,

  'factor-added': `Subject: Nueva forma de iniciar sesión en su cuenta de {{brand}}

# Se ha añadido una forma de iniciar sesión

- Añadida: {{factor}}
- Fecha: {{at}}

Si ha sido usted, no tiene que hacer nada. Si no, elimínela y cambie ahora su contraseña.

[Revisar su cuenta]({{link}})`,

  'factor-removed': `Subject: Se ha eliminado una forma de iniciar sesión en su cuenta de {{brand}}

# Se ha eliminado una forma de iniciar sesión

- Eliminada: {{factor}}
- Fecha: {{at}}

Si ha sido usted, no tiene que hacer nada. Si no, cambie ahora su contraseña y añádala de nuevo.

[Revisar su cuenta]({{link}})`,

  'identity-linked': `Subject: {{provider}} está vinculado a su cuenta de {{brand}}

# Se ha vinculado otra forma de iniciar sesión

A partir de ahora puede iniciar sesión en su cuenta de {{brand}} con {{provider}}.

- Vinculado: {{provider}}
- Fecha: {{at}}

Si ha sido usted, no tiene que hacer nada. Si no, desvincúlelo y cambie su contraseña ahora.

[Revisar su cuenta]({{link}})`,

  'identity-unlinked': `Subject: {{provider}} ya no está vinculado a su cuenta de {{brand}}

# Se ha desvinculado una forma de iniciar sesión

- Desvinculado: {{provider}}
- Fecha: {{at}}

Si ha sido usted, no tiene que hacer nada. Si no, otra persona tiene acceso a su cuenta. Cambie su contraseña ahora.

[Revisar su cuenta]({{link}})`,

  impersonated: `Subject: Un administrador actúa en su nombre en {{brand}}

# Un administrador actúa en su nombre

Una persona que gestiona {{brand}} usa su cuenta durante un tiempo, para ayudarle o para encontrar un fallo. No puede ver ni cambiar su contraseña, y todo lo que hace queda registrado con su propio nombre.

- Motivo: {{reason}}
- Fecha: {{at}}
- Hasta: {{until}}

Si no lo desea, puede terminarlo en su página.

[Ver y terminar]({{link}})`,

  'accounts-merged': `Subject: Dos cuentas de {{brand}} son ahora una sola

# Dos cuentas son ahora una sola

Una persona que gestiona {{brand}} ha unido dos cuentas. Lo que pertenecía a la primera pertenece ahora a la segunda, también los proveedores vinculados y las direcciones verificadas. La contraseña, las llaves de acceso y las sesiones de la primera ya no existen.

- La primera: {{address}}
- La que permanece: {{into}}
- Fecha: {{at}}

Si no lo quería, o si una de estas direcciones no es suya, diríjase a los responsables de {{brand}}.

[Revisar su cuenta]({{link}})`,

  'account-deleted': `Subject: Se ha eliminado su cuenta de {{brand}}

# Se ha eliminado su cuenta

Se han eliminado su cuenta de {{brand}} y todo lo que le pertenecía.

- Fecha: {{at}}

Si no lo quería, diríjase a los responsables de {{brand}}.`,

  footer: 'Este correo se ha enviado a {{recipient}} desde {{brand}}.',
};
