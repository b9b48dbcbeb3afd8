"""Why a query has no rows, and how many rows its parts have."""

from kg.diagnosis.explain import HEADER, Step, explain, explain_lines
from kg.diagnosis.nothing import BUDGET, diagnose
from kg.diagnosis.unknown import Unknown, unknown_terms

__all__ = ["BUDGET", "HEADER", "Step", "Unknown", "diagnose", "explain", "explain_lines", "unknown_terms"]
