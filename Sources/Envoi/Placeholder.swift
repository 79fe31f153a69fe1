// Envoi
