"""The claims that the rows of an answer rest on."""

from kg.citation.claims import Citation, evidence
from kg.citation.trace import Cited, cite

__all__ = ["Citation", "Cited", "cite", "evidence"]
