extension UserMail {
  func text(in language: Language) -> Text {
    let (subject, greeting, paragraphs) =
      switch language {
      case .en: english
      case .fr: french
      case .es: spanish
      }
    return Text(language: language, subject: subject, paragraphs: ["\(greeting){{#name}} {{name}}{{/name}},"] + paragraphs)
  }

  private var english: (String, String, [String]) {
    switch self {
    case .welcome:
      (
        "Welcome to Envoi", "Hello",
        [
          "You can now use Envoi at {{variables.url}} as {{variables.address}}. Set your password first:", Text.link,
          "The link works once, for three days. After that, “Forgotten password” on the login page sends you another one.",
        ]
      )
    case .forgotten:
      (
        "Your new password for Envoi", "Hello",
        [
          "Somebody, probably you, has forgotten the password of {{variables.address}} at {{variables.url}}. Set a new one here:",
          Text.link,
          "The link works once, for an hour. If it was not you, ignore this mail: your password stays as it is.",
        ]
      )
    case .changed:
      (
        "Your password for Envoi was changed", "Hello",
        [
          "The password of {{variables.address}} at {{variables.url}} was just changed.",
          "If it was not you, set another one at once by “Forgotten password” on the login page, and tell your operator.",
        ]
      )
    }
  }

  private var french: (String, String, [String]) {
    switch self {
    case .welcome:
      (
        "Bienvenue dans Envoi", "Bonjour",
        [
          "Vous pouvez désormais utiliser Envoi à l’adresse {{variables.url}} avec l’identifiant {{variables.address}}. "
            + "Choisissez d’abord votre mot de passe :", Text.link,
          "Ce lien fonctionne une seule fois, pendant trois jours. Ensuite, « Mot de passe oublié » sur la page de connexion "
            + "vous en enverra un autre.",
        ]
      )
    case .forgotten:
      (
        "Votre nouveau mot de passe pour Envoi", "Bonjour",
        [
          "Quelqu’un, sans doute vous, a oublié le mot de passe de {{variables.address}} à l’adresse {{variables.url}}. "
            + "Choisissez-en un nouveau ici :", Text.link,
          "Ce lien fonctionne une seule fois, pendant une heure. Si ce n’était pas vous, ignorez ce message : votre mot de passe "
            + "reste inchangé.",
        ]
      )
    case .changed:
      (
        "Votre mot de passe pour Envoi a été modifié", "Bonjour",
        [
          "Le mot de passe de {{variables.address}} à l’adresse {{variables.url}} vient d’être modifié.",
          "Si ce n’était pas vous, choisissez-en aussitôt un autre par « Mot de passe oublié » sur la page de connexion, et prévenez "
            + "votre opérateur.",
        ]
      )
    }
  }

  private var spanish: (String, String, [String]) {
    switch self {
    case .welcome:
      (
        "Bienvenida a Envoi", "Hola",
        [
          "Ya puede usar Envoi en {{variables.url}} con el usuario {{variables.address}}. Elija primero su contraseña:", Text.link,
          "El enlace funciona una sola vez, durante tres días. Después, «Contraseña olvidada» en la página de acceso le enviará otro.",
        ]
      )
    case .forgotten:
      (
        "Su nueva contraseña de Envoi", "Hola",
        [
          "Alguien, probablemente usted, ha olvidado la contraseña de {{variables.address}} en {{variables.url}}. Elija otra aquí:",
          Text.link,
          "El enlace funciona una sola vez, durante una hora. Si no ha sido usted, ignore este mensaje: su contraseña no cambia.",
        ]
      )
    case .changed:
      (
        "Se ha cambiado su contraseña de Envoi", "Hola",
        [
          "La contraseña de {{variables.address}} en {{variables.url}} acaba de cambiarse.",
          "Si no ha sido usted, elija otra enseguida con «Contraseña olvidada» en la página de acceso y avise a su operador.",
        ]
      )
    }
  }
}
