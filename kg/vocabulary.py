"""A corpus's own words: what its ``vocabulary.ttl`` adds to the vocabulary, and what is wrong with it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg.characters import spelt, stray
from kg.files import read_file
from kg.model import Place
from kg.ontology import CODE, LABELS, RELATION_PARTS, Facts, Ontology, is_valence, load_ontology
from kg.problems import Problem
from kg.spelling import nearest_of
from kg.terms import DECIMAL, PREFIXES, iri, shorten

_FACT_PREFIXES = ("actor", "issue", "source", "claim", "statement", "graph", "evidence", "inference")
_FACTS = tuple(PREFIXES[prefix] for prefix in _FACT_PREFIXES)
_OWN = tuple(start for start in PREFIXES.values() if "/entente/" in start and start not in _FACTS)
#: Classes whose instances a corpus states in its tables.
_TABLED = frozenset(
    iri(f"ent:{name}") for name in ("Actor", "Issue", "Source", "Claim", "Statement", "Evidence", "Inference")
)
#: What an own term of each sort must state, with an example.
_PARTS = {
    "skos:notation": '"{code}"', "rdfs:label": '"..."@en', "ent:inverseLabel": '"is ... by"@en',
    "skos:definition": '"..."@en', "skos:example": '"... (source-id, p1)"@en', "ent:family": "family:diplomacy",
    "schema:domainIncludes": "ent:Actor", "schema:rangeIncludes": "ent:Actor", "ent:valence": "0.0",
    "ent:valenceBasis": '"project"', "rdfs:subPropertyOf": "ent:relatesTo", "owl:inverseOf": "rel:...",
}  # fmt: skip
#: The class of most terms with a prefix.
_TYPES = {"rel": "ent:Relation", "family": "ent:Family", "unit": "ent:Unit", "modality": "ent:Modality"}
#: The sorts of terms that have codes.
_CODED = {
    "owl:Class": "kind", "ent:Relation": "relation", "ent:Family": "family", "ent:Unit": "unit",
    "ent:Polarity": "polarity", "ent:Modality": "modality", "ent:Certainty": "certainty", "ent:ClaimLink": "link",
}  # fmt: skip
#: What a relation refers to, and the sort of term that must be.
_ROLES = {
    "ent:family": ("family", "ent:Family"), "schema:domainIncludes": ("class", "owl:Class"),
    "schema:rangeIncludes": ("class", "owl:Class"), "owl:inverseOf": ("relation", "ent:Relation"),
    "ent:incompatibleWith": ("relation", "ent:Relation"),
}  # fmt: skip


def read_vocabulary(folder: Path, *own: Path) -> tuple[Ontology, list[Problem]]:
    """Return the vocabulary in *folder* with what is sound in a corpus's *own* files, and all that is wrong with these.

    Raises KgError where the vocabulary in *folder* is not whole, or a file cannot be read.
    """
    ontology, problems = load_ontology(folder), list[Problem]()
    for path in own:
        ontology, found = extend(ontology, read_file(path), path.name)
        problems += found
    return ontology, sorted(problems)


def extend(ontology: Ontology, data: bytes, file: str) -> tuple[Ontology, list[Problem]]:
    """Return *ontology* with the sound terms of the Turtle in *data*, and what is wrong with that.

    If anything is, the result is not ``complete``.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
        triples = [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
    except UnicodeDecodeError as error:
        place = _place(data[: error.start].decode("utf-8"), file)
        return _without_own(ontology), [not_turtle(place, "a letter that is not UTF-8; save the file as UTF-8")]
    except SyntaxError as error:
        place = Place(file, error.lineno or 1, error.offset or 1)
        return _without_own(ontology), [not_turtle(place, str(error.msg))]
    layout = _scan(text, file)
    draft = Draft(ontology.triples, tuple(triple for triple in triples if _is_named(triple)))
    blanks = layout.blanks or [layout.start] * (len(draft.own) < len(triples))
    problems = [blank_node(place) for place in blanks]
    problems += [layout.problem(fault) for fault in draft.faults()]
    grown = Ontology(
        [*ontology.triples, *draft.sound().own], ontology.rules, complete=ontology.complete and not problems
    )
    return grown, sorted(problems)


def _without_own(ontology: Ontology) -> Ontology:
    return Ontology(ontology.triples, ontology.rules, complete=False)


def _is_named(triple: ox.Triple) -> bool:
    return isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, (ox.NamedNode, ox.Literal))


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a term; its place in the file is looked up afterwards."""

    term: str
    code: str
    message: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A corpus's own triples beside those of the vocabulary they are to extend."""

    bundled: Sequence[ox.Triple]
    own: Sequence[ox.Triple]

    @cached_property
    def fixed(self) -> frozenset[str]:
        """Every IRI that the bundled vocabulary uses."""
        return frozenset(
            node.value
            for triple in self.bundled
            for node in (triple.subject, triple.predicate, triple.object)
            if isinstance(node, ox.NamedNode)
        )

    @cached_property
    def subjects(self) -> Sequence[str]:
        """What the corpus's own triples are about, in the order of the file."""
        return tuple(dict.fromkeys(_subject(triple) for triple in self.own))

    @cached_property
    def new(self) -> Mapping[str, Sequence[ox.Triple]]:
        """The triples of each new term; a subject that no vocabulary may define is none."""
        terms: dict[str, list[ox.Triple]] = {}
        for triple in self.own:
            name = _subject(triple)
            if name not in self.fixed and not name.startswith(_FACTS):
                terms.setdefault(name, []).append(triple)
        return terms

    @cached_property
    def facts(self) -> Facts:
        """All that is said of the bundled and the new terms."""
        return Facts([*self.bundled, *(triple for triples in self.new.values() for triple in triples)])

    def of(self, sort: str) -> list[str]:
        """Return the new terms of a sort, such as ``ent:Relation``."""
        return [name for name in self.new if iri(sort) in self.facts.iris(name, "rdf:type")]

    def faults(self) -> Iterator[Fault]:
        """Yield all that is wrong with the own triples, except what has no name."""
        for check in TERM_CHECKS:
            yield from check(self)

    def sound(self) -> Draft:
        """Return the draft without the terms that have a fault, and then without what rests on those."""
        draft = self
        while faulty := {fault.term for fault in draft.faults()}:
            draft = Draft(self.bundled, tuple(triple for triple in draft.own if _subject(triple) not in faulty))
        return draft


def _subject(triple: ox.Triple) -> str:
    assert isinstance(triple.subject, ox.NamedNode)
    return triple.subject.value


# The faults, one function a code.


def not_turtle(place: Place, reason: str) -> Problem:
    """`vocabulary.ttl` cannot be read as Turtle, as after a full stop that was left out or a prefix that is not
    declared. Nothing in it counts until it can.
    """
    reason = re.sub(r"^Parser error[^:]*: ", "", reason)
    prefix = re.match(r"The prefix ([\w.-]*): has not been declared", reason)
    cures = (f"@prefix {prefix[1]}: <{PREFIXES[prefix[1]]}> .",) if prefix and prefix[1] in PREFIXES else ()
    return Problem(place, "not-turtle", f"not Turtle: {reason}", cures)


def blank_node(place: Place) -> Problem:
    """`vocabulary.ttl` has a node without a name: `[ ... ]`, `( ... )` or `_:x`. Its name would be another in every
    build. Give it a name of its own, such as `ent:OpenSea`.
    """
    return Problem(place, "blank-node", "a node without a name; give it one, such as 'ent:OpenSea'")


def changed_term(draft: Draft) -> Iterator[Fault]:
    """`vocabulary.ttl` says something of a term that the program's vocabulary uses already. A corpus adds terms and
    changes none, so that a relation means the same in every corpus. Define a term of your own.
    """
    for name in draft.subjects:
        if name in draft.fixed:
            message = f"{shorten(name)} is no term of this corpus and cannot be changed; define one of your own"
            yield Fault(name, "changed-term", message)
    for name in draft.new:
        for other in draft.facts.iris(name, "owl:inverseOf"):
            if other in draft.fixed:
                message = f"{shorten(other)} has an inverse already; define one only of relations of your own"
                yield Fault(name, "changed-term", message)


def fact_in_vocabulary(draft: Draft) -> Iterator[Fault]:
    """`vocabulary.ttl` states a fact: something of an actor, issue, source or claim, or that one thing stands in a
    relation to another. It would be true without a source. Facts stand in the tables.
    """
    for name in draft.subjects:
        if name.startswith(_FACTS) and name not in draft.fixed:
            message = f"{shorten(name)} is no word but a thing; what is known of it stands in the tables"
            yield Fault(name, "fact-in-vocabulary", message)
    for name, triples in draft.new.items():
        for triple in triples:
            if triple.predicate.value.startswith(PREFIXES["rel"]):
                message = f"{shorten(name)} {shorten(triple.predicate.value)} ... is a claim; it stands in the tables"
                yield Fault(name, "fact-in-vocabulary", message)
        for kind in draft.facts.iris(name, "rdf:type"):
            if draft.facts.lineage(kind) & _TABLED:
                message = f"{shorten(name)} is a thing of class {shorten(kind)}; it stands in the tables"
                yield Fault(name, "fact-in-vocabulary", message)


def incomplete_term(draft: Draft) -> Iterator[Fault]:
    """A term in `vocabulary.ttl` lacks a part. A relation has a code, label, inverse label, definition, example,
    family, domain, range, valence, its basis and a super-relation, and is symmetric or has an inverse; a kind has a
    code, a label and a class above it that leads to `ent:Actor` or `ent:Issue`; all other terms have a code and a
    label. `corpus/README.md` shows a whole example.
    """
    for name in draft.of("ent:Relation"):
        yield from _without(draft, name, [*RELATION_PARTS, "rdfs:subPropertyOf"])
        yield from _without_inverse(draft, name)
    for name in draft.of("ent:InverseRelation"):
        yield from _without(draft, name, ["rdfs:label", "owl:inverseOf"])
    for sort in _CODED.keys() - {"ent:Relation"}:
        for name in draft.of(sort):
            yield from _without(draft, name, ["skos:notation", "rdfs:label"])
    yield from _misplaced_kinds(draft)
    yield from _untyped(draft)


def _misplaced_kinds(draft: Draft) -> Iterator[Fault]:
    for name in draft.of("owl:Class"):
        if len(draft.facts.lineage(name) & {iri("ent:Actor"), iri("ent:Issue")}) != 1:
            message = f"{shorten(name)} must be under ent:Actor or ent:Issue; write for example"
            yield Fault(name, "incomplete-term", f"{message} 'rdfs:subClassOf ent:Actor'")


def _untyped(draft: Draft) -> Iterator[Fault]:
    inverses = draft.of("ent:InverseRelation")
    for name in draft.new:
        if draft.facts.values(name, "owl:inverseOf") and name not in inverses:
            yield Fault(name, "incomplete-term", f"{shorten(name)} is an inverse; write 'a ent:InverseRelation'")
        elif draft.facts.values(name, "skos:notation") and not draft.facts.values(name, "rdf:type"):
            example = _TYPES.get(shorten(name).partition(":")[0], "owl:Class")
            yield Fault(name, "incomplete-term", f"{shorten(name)} has no type; write for example 'a {example}'")


def _without(draft: Draft, name: str, parts: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for each part that a term lacks; one preferred label serves as label."""
    for part in parts:
        stated = draft.facts.iris if part == "rdfs:subPropertyOf" else draft.facts.text
        if not any(stated(name, either) for either in (LABELS if part == "rdfs:label" else (part,))):
            example = f"{part} {_PARTS[part].format(code=''.join(_codes_for(name)) or '...')}"
            message = f"{shorten(name)} has no {part}; write for example {example!r}"
            yield Fault(name, "incomplete-term", message)


def _without_inverse(draft: Draft, name: str) -> Iterator[Fault]:
    inverses = [other for other in draft.new if name in draft.facts.iris(other, "owl:inverseOf")]
    symmetric = iri("owl:SymmetricProperty") in draft.facts.iris(name, "rdf:type")
    if not symmetric and not inverses:
        cure = "write one with 'owl:inverseOf', or 'a owl:SymmetricProperty'"
        yield Fault(name, "incomplete-term", f"{shorten(name)} has no inverse; {cure}")
    elif len(inverses) > 1 or (symmetric and inverses):
        names = " and ".join(map(shorten, inverses))
        own = ", and is its own as an owl:SymmetricProperty" if symmetric else ""
        yield Fault(name, "incomplete-term", f"{shorten(name)} has the inverse {names}{own}; one must do")


def bad_code(draft: Draft) -> Iterator[Fault]:
    """The code (`skos:notation`) of a relation or kind is not made of lower-case letters, digits and single hyphens,
    the code of a relation is not the local name of its IRI (`rel:ferries` has `"ferries"`), or another term of the
    same sort has the code.
    """
    for sort, noun in _CODED.items():
        codes = draft.facts.coded(sort)
        for code, name in codes:
            if name not in draft.new:
                continue
            if noun in ("kind", "relation") and not CODE.fullmatch(code):
                message = f"{code!r} is no code: lower-case letters, digits and single hyphens"
                yield Fault(name, "bad-code", message, _codes_for(name))
            elif noun == "relation" and name != iri(f"rel:{code}"):
                yield Fault(name, "bad-code", f"{shorten(name)} has the code {code!r}; that is the code of rel:{code}")
            for other in (other for same, other in codes if same == code and other != name):
                yield Fault(name, "bad-code", f"{shorten(other)} is a {noun} with the code {code!r} too; take another")
    for name in draft.of("ent:InverseRelation"):
        if not _is_relation_name(name):
            message = f"{shorten(name)} is no name for an inverse; take one such as 'rel:is-...-by'"
            yield Fault(name, "bad-code", message)


def _codes_for(name: str) -> tuple[str, ...]:
    """Return the code that a term would have by its name: ``ent:RiverBasin`` is ``river-basin``."""
    code = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", _local(name)).lower()
    return (code,) if CODE.fullmatch(code) else ()


def _is_relation_name(name: str) -> bool:
    return name.startswith(PREFIXES["rel"]) and bool(CODE.fullmatch(name.removeprefix(PREFIXES["rel"])))


def bad_valence(draft: Draft) -> Iterator[Fault]:
    """The valence of a relation is not one number from -10 (force) to 10 (aid), or another value that is typed as a
    decimal is no number.
    """
    for name in draft.of("ent:Relation"):
        values = [value.value for value in draft.facts.values(name, "ent:valence")]
        if any(not is_valence(value) for value in values) or len(values) > 1:
            message = f"valence {' and '.join(map(repr, values))} is not one number from -10 (force) to 10 (aid)"
            yield Fault(name, "bad-valence", message)
    for name, triples in draft.new.items():
        for triple in triples:
            if triple.predicate.value != iri("ent:valence") and _is_bad_decimal(triple.object):
                message = f"{shorten(triple.predicate.value)} {_value(triple.object)!r} is not a number"
                yield Fault(name, "bad-valence", message)


def odd_text(draft: Draft) -> Iterator[Fault]:
    """A text in `vocabulary.ttl` has a control character or one that nobody sees, or a direction of writing behind its
    language (`@fa--rtl`), which RDF 1.1 does not know.
    """
    for name, triples in draft.new.items():
        for triple in triples:
            if isinstance(triple.object, ox.Literal) and (fault := _oddity(triple.object)):
                yield Fault(name, "odd-text", f"{shorten(triple.predicate.value)} of {shorten(name)} has {fault}")


def _oddity(text: ox.Literal) -> str:
    if text.direction:
        return "a direction of writing; the language alone tells it"
    character = stray(text.value)
    return f"the character {spelt(character)}, which is not seen; leave it out" if character else ""


def _is_bad_decimal(value: object) -> bool:
    decimal = isinstance(value, ox.Literal) and value.datatype.value == iri("xsd:decimal")
    return decimal and not DECIMAL.fullmatch(_value(value))


def unknown_term(draft: Draft) -> Iterator[Fault]:
    """`vocabulary.ttl` names a family, class, relation or other term of ours that is nowhere declared."""
    sorts = {sort: draft.facts.instances(sort) for _, sort in _ROLES.values()}
    sorts["owl:Class"] += sorted({name for kind in sorts["owl:Class"] for name in draft.facts.lineage(kind)})
    for name, triples in draft.new.items():
        for triple in triples:
            role = _ROLES.get(shorten(triple.predicate.value))
            if role:
                noun, sort = role
                yield from _undeclared(name, noun, triple.object, sorts[sort])
            elif isinstance(triple.object, ox.NamedNode) and triple.object.value.startswith(_OWN):
                yield from _undeclared(name, "term", triple.object, draft.facts.names)
            if triple.predicate.value.startswith(PREFIXES["ent"]):
                yield from _undeclared(name, "term", triple.predicate, draft.facts.names)


def _undeclared(name: str, noun: str, value: object, declared: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault where a value is none of the *declared* IRIs; the nearest by local name may be meant."""
    if isinstance(value, ox.NamedNode) and value.value in declared:
        return
    shown = shorten(value.value) if isinstance(value, ox.NamedNode) else repr(_value(value))
    local = _local(value.value) if isinstance(value, ox.NamedNode) else _value(value)
    cures = nearest_of(local, {_local(other): shorten(other) for other in declared if other.startswith(_OWN)})
    yield Fault(name, "unknown-term", f"{shorten(name)} names {shown}, which is no {noun}", cures)


def _local(name: str) -> str:
    return re.split(r"[/#]", name)[-1]


def _value(value: object) -> str:
    return value.value if isinstance(value, (ox.NamedNode, ox.Literal)) else ""


TERM_CHECKS: tuple[Callable[[Draft], Iterable[Fault]], ...] = (
    changed_term,
    fact_in_vocabulary,
    incomplete_term,
    bad_code,
    bad_valence,
    odd_text,
    unknown_term,
)
#: All that can be wrong with a vocabulary, for the manual.
CHECKS: tuple[Callable[..., object], ...] = (not_turtle, blank_node, *TERM_CHECKS)


# Where the terms stand.

_TOKEN = re.compile(
    r"""
      (?P<skip> \s+ | \#[^\n]* )
    | (?P<prefix> @?prefix \s+ (?P<short>[^\s:]*) : \s* < (?P<long>[^>]*) > (?:\s*\.)? )
    | (?P<base> @?base \s+ <[^>]*> (?:\s*\.)? )
    | (?P<text> \"{3} (?:[^"\\]|\\.|"(?!""))* \"{3} | '{3} (?:[^'\\]|\\.|'(?!''))* '{3}
              | " (?:[^"\\]|\\.)* " | ' (?:[^'\\]|\\.)* ' )
    | (?P<iri> <[^<>\s]*> )
    | (?P<nil> \( \s* \) )
    | (?P<open> [\[(] )
    | (?P<close> [\])] )
    | (?P<blank> _: [\w.-]* [\w-] )
    | (?P<name> (?:\w[\w.-]*)? : (?: [\w:%-] | \\. | \.(?=[\w:%\\-]) )* )
    | (?P<number> [+-]? \d* \.? \d+ (?:e[+-]?\d+)? )
    | (?P<word> @?\w[\w-]* )
    | (?P<dot> \. )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


@dataclass
class _Layout:
    """Where each subject first begins a statement, and where nodes without a name stand."""

    start: Place
    subjects: dict[str, Place] = field(default_factory=dict)
    blanks: list[Place] = field(default_factory=list)

    def problem(self, fault: Fault) -> Problem:
        """Return the fault at the place of its term; a term that is not found there stands at the start of the file."""
        return Problem(self.subjects.get(fault.term, self.start), fault.code, fault.message, fault.suggestions)


def _scan(text: str, file: str) -> _Layout:
    """Return the layout of a text that is known to be Turtle."""
    layout = _Layout(Place(file, 1, 1))
    prefixes: dict[str, str] = {}
    labels: set[str] = set()
    depth, begins = 0, True
    for token in _TOKEN.finditer(text):
        sort = token.lastgroup or ""
        if token["prefix"]:
            prefixes[token["short"]] = token["long"]
        if token["skip"] or token["prefix"] or token["base"]:
            continue
        if begins and sort in ("iri", "name"):
            layout.subjects.setdefault(_expand(token[0], prefixes), _place(text[: token.start()], file))
        if not depth and (sort == "open" or (sort == "blank" and token[0] not in labels)):
            layout.blanks.append(_place(text[: token.start()], file))
            labels.add(token[0])
        depth += (sort == "open") - (sort == "close")
        begins = sort == "dot"
    return layout


def _expand(name: str, prefixes: Mapping[str, str]) -> str:
    if name.startswith("<"):
        return name[1:-1]
    prefix, _, local = name.partition(":")
    return prefixes.get(prefix, "") + re.sub(r"\\(.)", r"\1", local)


def _place(before: str, file: str) -> Place:
    """Return the place of what comes after the text *before*."""
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
