"""The text of a query: its variables and prefixes, and what is wrong with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from kg.sparql.faults import SparqlError
from kg.sparql.guard import MOST_CHARACTERS, guard
from kg.sparql.names import declared, expand, names, prefix_of
from kg.sparql.tokens import Token, tokenize
from kg.spelling import nearest
from kg.terms import PREFIXES

__all__ = [
    "MOST_CHARACTERS", "SparqlError", "Token", "bind", "columns", "explain", "explain_failure", "form_of", "guard",
    "is_query", "names_graphs", "never_bound", "own_names", "portable", "tokenize", "used_prefixes",
]  # fmt: skip

_POSITION = re.compile(r"^error at (?P<line>\d+):(?P<column>\d+): (?P<what>.*)$", re.DOTALL)
# What the engine says in words of its own about the meaning of a query, among the signs that it expected.
_IN_WORDS = re.compile(r"(?:The|SELECT|A|An) [A-Za-z*][^,]{10,}")
# How a query begins that has no brace, whether or not it is sound.
_OPENING = re.compile(
    r"\s*(?:(?:PREFIX|BASE|SELECT|ASK|CONSTRUCT|DESCRIBE|INSERT|DELETE|LOAD)\s|[?$]\w|DESCRIBE$)", re.IGNORECASE
)
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def bind(query: str, terms: Mapping[str, str]) -> str:
    """Return *query* with a term in place of each variable that has one; IRIs, strings and comments stay as they are.

    >>> bind('SELECT ?b { ?a ?p "?a" }', {"a": "<x>"})
    'SELECT ?b { <x> ?p "?a" }'
    """
    parts, end = [], 0
    for token in tokenize(query):
        if token.kind == "var" and token.text[1:] in terms:
            parts += [query[end : token.start], terms[token.text[1:]]]
            end = token.start + len(token.text)
    return "".join([*parts, query[end:]])


def is_query(text: str) -> bool:
    """Tell whether *text* is meant as a query rather than as the name of one: it has a brace or begins like a query.

    >>> is_query("select ?who"), is_query("who-says")
    (True, False)
    """
    return "{" in text or _OPENING.match(text) is not None


def form_of(query: str) -> str:
    """Return SELECT, ASK, CONSTRUCT or DESCRIBE, empty where *query* is none of them."""
    return next((token.word for token in tokenize(query) if token.word in _FORMS), "")


def names_graphs(query: str) -> bool:
    """Tell whether a query says with FROM which graphs it is about."""
    return any(token.word == "FROM" for token in tokenize(query))


def columns(query: str, variables: Sequence[str]) -> list[str]:
    """Return the *variables* of an answer in the order in which they first appear in the query.

    >>> columns("SELECT * { ?who ?does ?what }", ["does", "what", "who"])
    ['who', 'does', 'what']
    """
    if not _selects_all(query):
        return list(variables)
    order = {token.text[1:]: None for token in tokenize(query) if token.kind == "var"}
    return [name for name in order if name in variables] + [name for name in variables if name not in order]


def _selects_all(query: str) -> bool:
    words = iter(tokenize(query))
    after = next((next(words, None) for token in words if token.word == "SELECT"), None)
    if after and after.word in ("DISTINCT", "REDUCED"):
        after = next(words, None)
    return after is not None and after.text == "*"


def never_bound(query: str) -> Iterator[tuple[str, str]]:
    """Yield each variable that is selected and occurs nowhere else, with the nearest that does (or an empty text)."""
    tokens = tokenize(query)
    counts = Counter(token.text[1:] for token in tokens if token.kind == "var")
    start = next((i for i, token in enumerate(tokens) if token.word == "SELECT"), len(tokens))
    depth = 0
    for token in tokens[start:]:
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "{" or token.word in ("WHERE", "FROM"):
            return
        if token.kind == "var" and depth == 0 and counts[token.text[1:]] == 1:
            near = nearest(token.text[1:], {name for name, count in counts.items() if name != token.text[1:]})
            yield token.text[1:], near[0] if near else ""


def explain(query: str, error: SyntaxError, name: str = "query") -> str:
    """Return what is wrong with a query that the engine refused, where (in *query*, called *name*), and a cure."""
    from kg.sparql.grammar import find_fault

    tokens = tokenize(query)
    fault = _unknown_prefix(tokens) or find_fault(tokens) or _as_the_engine_says(query, tokens, error)
    return fault.render(query, name)


def explain_failure(query: str, error: RuntimeError, name: str = "query") -> str:
    """Return why the engine could not run a query that is SPARQL: most often a function that it does not have."""
    called = re.search(r"function <([^>]*)>", str(error))
    tokens = tokenize(query)
    prefixes = {**PREFIXES, **declared(tokens)}
    nodes = (token for token in tokens if token.kind in ("iri", "name"))
    token = next((token for token in nodes if called and expand(token, prefixes) == called[1]), None)
    if token is None:
        return f"error[engine]: {error}"
    cure = "functions of your own are not supported; SPARQL 1.1 lists those that are"
    return SparqlError("unknown-function", f"no function {token.text}", token.start, len(token.text), cure).render(
        query, name
    )


def _as_the_engine_says(query: str, tokens: Sequence[Token], error: SyntaxError) -> SparqlError:
    match = _POSITION.match(str(error.msg or error))
    if match is None:
        return SparqlError("syntax", str(error), 0)
    lines = query.split("\n")[: int(match["line"]) - 1]
    index = sum(len(line) + 1 for line in lines) + int(match["column"]) - 1
    token = next((token for token in reversed(tokens) if token.start <= index and token.kind != "end"), tokens[0])
    words = _IN_WORDS.search(match["what"])
    message = words[0].strip() if words else f"not SPARQL at or before {token.text!r}"
    return SparqlError("syntax", message, token.start, max(1, len(token.text)))


def own_names(query: str) -> list[str]:
    """Return the IRIs of the names in a query that have one of the project's own prefixes and that it does not declare.

    >>> own_names("ASK { actor:iran rdfs:label 'issue:x' }")
    ['https://w3id.org/entente/actor/iran']
    """
    tokens = tokenize(query)
    own = {prefix for prefix, start in PREFIXES.items() if start.startswith(PREFIXES["rel"].removesuffix("rel/"))}
    found = (token for token in names(tokens) if prefix_of(token) in own - set(declared(tokens)))
    return list(dict.fromkeys(expand(token, PREFIXES) for token in found))


def used_prefixes(query: str) -> list[str]:
    """Return the known prefixes that a query uses and does not declare itself, in the order of their first use."""
    tokens = tokenize(query)
    used = dict.fromkeys(map(prefix_of, names(tokens)))
    return [prefix for prefix in used if prefix in PREFIXES and prefix not in declared(tokens)]


def portable(query: str) -> str:
    """Return the query as any other SPARQL tool takes it, with a PREFIX line for each known prefix that it uses.

    >>> print(portable("ASK { actor:iran ?p ?o }"))
    PREFIX actor: <https://w3id.org/entente/actor/>
    ASK { actor:iran ?p ?o }
    """
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used_prefixes(query)) + query


def _unknown_prefix(tokens: Sequence[Token]) -> SparqlError | None:
    """Return a fault at the first prefix that is neither known nor declared in the query."""
    known = {*declared(tokens), *PREFIXES}
    token = next((token for token in names(tokens) if prefix_of(token) not in known), None)
    if token is None or prefix_of(token) in ("http", "https", "urn"):
        return None
    prefix = prefix_of(token)
    cures = nearest(prefix, known)
    cure = f"did you mean '{cures[0]}:'?" if cures else "'kg prefixes' lists the known ones; declare others with PREFIX"
    return SparqlError("unknown-prefix", f"no prefix '{prefix}:'", token.start, len(prefix) + 1, cure)
