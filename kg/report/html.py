"""What pages of ours have in common: templates that escape what they are given, and a policy that runs nothing."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def environment() -> Environment:
    """Return the templates beside this module."""
    return Environment(
        loader=PackageLoader("kg", "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def style(name: str) -> str:
    """Return one of the style sheets beside this module."""
    return files("kg.report").joinpath(name).read_text("utf-8")


def policy(own: str) -> str:
    """Return a content security policy that lets a page have this style and nothing else."""
    digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
