"""Ways of sending: e-mail, and whatever a host registers."""
