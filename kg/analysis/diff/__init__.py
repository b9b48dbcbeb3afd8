"""What changed between two editions of a corpus: claims, names, sources and disagreements."""

from kg.analysis.diff.changes import Changes, EntityChange, SourceChange, changes, narrowed, union
from kg.analysis.diff.claims import Pairing
from kg.analysis.diff.edition import Edition
from kg.analysis.diff.identity import Succession
from kg.analysis.diff.points import Turn

__all__ = [
    "Changes",
    "Edition",
    "EntityChange",
    "Pairing",
    "SourceChange",
    "Succession",
    "Turn",
    "changes",
    "narrowed",
    "union",
]
