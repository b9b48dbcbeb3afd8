"""A page inside another document, such as a notebook."""

from __future__ import annotations

from html import escape

# The page runs its own scripts and nothing else: no origin, no windows, no forms, no way to what stands around it.
_SANDBOX = "allow-scripts"
_STYLE = "width: 100%; height: 40rem; border: 1px solid #8884"
# In a frame like this `#x` would lead to the document around it. Standing before the policy of the page, which forbids
# such an element to all that follows, it is heeded.
_BASE = '<base href="about:srcdoc">'


def frame(page: str) -> str:
    """Return an element that shows a page of ours; the document around it must be in UTF-8."""
    inside = page.replace("<head>", f"<head>{_BASE}", 1)
    return f'<iframe title="Graph" sandbox="{_SANDBOX}" style="{_STYLE}" srcdoc="{escape(inside)}"></iframe>'
