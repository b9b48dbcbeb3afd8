"""The network of actors that claims join: who stands at its centre, who goes together, and whether signs balance."""
