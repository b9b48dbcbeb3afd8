"""The patterns of a query, as its author wrote them.

rdflib parses; nothing is evaluated by it, and it is imported only when a query is parsed here.
"""

from kg.algebra.parse import parse
from kg.algebra.patterns import Group, Parsed, Pattern, Route, Select, Step

__all__ = ["Group", "Parsed", "Pattern", "Route", "Select", "Step", "parse"]
