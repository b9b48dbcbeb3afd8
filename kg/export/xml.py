"""Text in XML, which cannot hold every character."""

from __future__ import annotations

import re
from html import escape

from kg.problems import KgError

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str, *, where: str = "the answer") -> str:
    """Return *text* as XML has it between tags; raises as `refuse_for_xml` does."""
    refuse_for_xml(text, where=where)
    return escape(text, quote=False).replace("\r", "&#13;")


def refuse_for_xml(text: str, *, where: str = "the answer") -> None:
    """Raise KgError, which says *where*, if *text* has a character that no XML document can hold."""
    if found := _NOT_XML.search(text):
        raise KgError(f"XML cannot hold the character U+{ord(found[0]):04X} that {where} has; take another format")
