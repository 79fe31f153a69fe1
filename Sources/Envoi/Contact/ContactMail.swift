/// Subject and text, as templates, of the mail that a contact form's message becomes.
struct ContactMail {
  let subject: String
  let text: String

  init(_ language: Language) {
    let said: String
    (subject, said) =
      switch language {
      case .en:
        (
          "Contact form of {{variables.domain}}: {{variables.name}}",
          "{{variables.name}} <{{variables.address}}> wrote this in the contact form of {{variables.domain}}. Answer this mail to answer them."
        )
      case .fr:
        (
          "Formulaire de contact de {{variables.domain}} : {{variables.name}}",
          "{{variables.name}} <{{variables.address}}> a écrit ceci dans le formulaire de contact de {{variables.domain}}. "
            + "Répondez à ce message pour lui répondre."
        )
      case .es:
        (
          "Formulario de contacto de {{variables.domain}}: {{variables.name}}",
          "{{variables.name}} <{{variables.address}}> ha escrito esto en el formulario de contacto de {{variables.domain}}. "
            + "Responda a este mensaje para contestarle."
        )
      }
    text = "{{variables.message}}\n\n-- \n\(said)\n"
  }
}
