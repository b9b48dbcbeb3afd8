"""From a folder of tables to a `Corpus`; the only place that knows the file layout."""

from kg.reader.corpus import read_corpus
from kg.reader.texts import read_texts

__all__ = ["read_corpus", "read_texts"]
