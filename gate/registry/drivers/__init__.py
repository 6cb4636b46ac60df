"""One module a registry (`gate.registry.port.Driver`)."""
