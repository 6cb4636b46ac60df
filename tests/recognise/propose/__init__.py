"""How a configuration is proposed."""
