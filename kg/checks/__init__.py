"""Everything that can be wrong with the content of a corpus, one function a code."""

from kg.checks.run import CHECKS, TEXT_CHECKS, check, check_texts

__all__ = ["CHECKS", "TEXT_CHECKS", "check", "check_texts"]
