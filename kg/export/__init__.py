"""The graph and its claims in the formats of other programs."""
