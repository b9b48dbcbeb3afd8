"""One HTML file that shows a corpus as a map with its evidence, and asks nothing of any network."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kg.explorer.content import content
from kg.model import Corpus
from kg.ontology import Ontology

#: vis-network as the wheel of pyvis carries it.
VIS_NETWORK = "templates/lib/vis-9.1.2/vis-network.min.js"

#: As many characters of data stand in the page as they are; more are compressed.
_PLAIN = 1_000_000

# The page's own code, by what it does; later files use what earlier ones define.
_SCRIPTS = (
    "data", "words", "questions", "filters", "elements", "panel", "dossier", "claims", "facets", "time", "table",
    "compare", "paths", "share", "views", "search", "map", "names", "tools", "main",
)  # fmt: skip

# What would end the island early, and the line ends of JavaScript that JSON lets pass.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
# Embeddings, overrides and isolates reach beyond the text they stand in and can make a label read as another one.
_BIDI_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def render_page(corpus: Corpus, ontology: Ontology) -> str:
    """Return the page of a corpus that `kg.checks` finds no error in; equal corpora give equal pages."""
    data = content(corpus, ontology)
    return assemble("page.html", _SCRIPTS, data, language=corpus.language, title=corpus.title, most_plain=_PLAIN)


def assemble(
    template: str,
    scripts: Sequence[str],
    data: Mapping[str, object],
    *,
    language: str,
    title: str,
    most_plain: int | None = None,
) -> str:
    """Return the page of a template, with vis-network, the scripts of these names and *data* in it.

    Data of more than *most_plain* characters are compressed.
    """
    code, style = (_vis_network(), "\n".join(_own(f"{name}.js") for name in scripts)), _own("page.css")
    return (
        _environment()
        .get_template(template)
        .render(
            language=language,
            title=title.translate(_BIDI_CONTROLS),
            policy=_policy(code, style),
            style=Markup(style),
            scripts=[Markup(script) for script in code],
            **_island(data, most_plain),
        )
    )


def _island(data: Mapping[str, object], most_plain: int | None) -> Mapping[str, str]:
    """Return *data* as JSON that is safe inside a script element, whatever its texts say."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).translate(_BIDI_CONTROLS)
    if most_plain is None or len(text) <= most_plain:
        return {"island": Markup(text.translate(_ESCAPES)), "media_type": "application/json"}
    packed = base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
    return {"island": Markup(packed), "media_type": "application/gzip"}


def _policy(scripts: tuple[str, ...], style: str) -> str:
    """Return a content security policy under which only *scripts* run, and nothing is fetched or sent."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(_hash(script) for script in scripts)}",
            f"style-src {_hash(style)}",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _environment() -> Environment:
    return Environment(loader=PackageLoader("kg", "explorer"), autoescape=True, undefined=StrictUndefined)


@cache
def _vis_network() -> str:
    return files("pyvis").joinpath(VIS_NETWORK).read_text("utf-8")


@cache
def _own(name: str) -> str:
    return files("kg.explorer").joinpath(name).read_text("utf-8")
