"""What the vocabulary's rules add to what sources assert, each triple with the claims it rests on."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import TypeAlias

import pyoxigraph as ox

from kg.compiler import Description, Triple
from kg.ontology import Ontology, Rule
from kg.problems import KgError
from kg.terms import PREFIXES, TYPE, iri, literal, term

INFERRED = term("graph:inferred")
#: How many times the rules may find something new; each adds what follows from one step more.
MOST_ROUNDS = 100
#: How long rules that did not come with the program may take, and how much memory.
MOST_SECONDS, MOST_MEGABYTES = 120, 4096
# How the names of inferences begin.
_INFERENCE = iri("inference:")


def infer(asserted: Mapping[Triple, Sequence[str]], ontology: Ontology) -> list[Description]:
    """Return what ``graph:inferred`` says, in the order of subjects.

    That is derived triples that no claim asserts, and a node for each. The rules run until nothing changes. A node
    names the three parts of its triple (as OWL annotates axioms, so that a search for ``rdf:subject`` finds claims
    alone), the claims it rests on and the rules that led to it.
    """
    given: _Known = {triple: (frozenset(claims), frozenset()) for triple, claims in asserted.items()}
    derive = _closure if all(rule.is_ours for rule in ontology.rules) else _closure_apart
    descriptions = [*map(_rule, ontology.rules)]
    for triple, (claims, rules) in derive(given, ontology.triples, ontology.rules).items():
        descriptions += (Description(triple[0], INFERRED, (triple[1:],)), _node(triple, claims, rules))
    return sorted(descriptions, key=attrgetter("subject"))


# Three terms, as plain as can be: a rule finds millions.
_Terms: TypeAlias = tuple[str, str, str]
# The claims that a triple rests on and the codes of the rules that led to it.
_Support: TypeAlias = tuple[frozenset[str], frozenset[str]]
_Known: TypeAlias = dict[_Terms, _Support]
_VARIABLES = ("subject", "relation", "object", "premiseSubject", "premiseRelation", "premiseObject")
_NOTHING: _Support = (frozenset(), frozenset())


def _closure(given: _Known, vocabulary: Iterable[ox.Triple], rules: Iterable[Rule]) -> _Known:
    """Return each derived triple with its support; what follows from the vocabulary alone rests on no claim."""
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in vocabulary)
    derived: _Known = {}
    runs = [_Run(rule) for rule in rules]
    new: Iterable[_Terms] = given
    grown = True
    rounds = 0
    while grown:
        if new:  # else the rules find what they have found before
            rounds += 1
            if rounds > MOST_ROUNDS:
                last = ", ".join(run.rule.code for run in runs if not run.found.isdisjoint(new))
                raise KgError(f"rules of inference still find something new after {MOST_ROUNDS} rounds: {last}")
            store.load("".join(f"{s} {p} {o} .\n" for s, p, o in new).encode(), ox.RdfFormat.N_TRIPLES)
            for run in runs:
                run.find(store)
        known = given | derived
        for run in runs:
            for triple, premise in run.steps:
                if triple not in given and premise in known:
                    derived[triple] = _supported(derived.get(triple, _NOTHING), known[premise], run.rule)
        new = [triple for triple in derived if triple not in known]
        _refuse_unsound(new, runs)
        grown = any(known.get(triple) != support for triple, support in derived.items())
    return derived


def _closure_apart(given: _Known, vocabulary: Iterable[ox.Triple], rules: Iterable[Rule]) -> _Known:
    """Do as `_closure` in another process: a stranger's rules may take all there is, and no query can be stopped."""
    own = ", ".join(rule.code for rule in rules if not rule.is_ours)
    cure = "narrow them, or leave inference out with 'kg build --no-inference'"
    try:
        done = subprocess.run(
            [sys.executable, "-c", f"from {__name__} import serve; serve()"],
            input=pickle.dumps((MOST_MEGABYTES, given, vocabulary, rules)),
            capture_output=True,
            check=False,
            timeout=MOST_SECONDS,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
        )
    except subprocess.TimeoutExpired:
        raise KgError(f"rules of inference took more than {MOST_SECONDS} s: {own}; {cure}") from None
    if done.returncode:
        limit = f"{MOST_MEGABYTES:,} MB of memory"
        raise KgError(f"rules of inference took more than {limit}, or than the engine can take: {own}; {cure}")
    found: _Known | KgError = pickle.loads(done.stdout)
    if isinstance(found, KgError):
        raise found
    return found


def serve() -> None:
    """Derive what the process that started this one asks for, within its limit of memory; Windows knows none."""
    megabytes, *asked = pickle.load(sys.stdin.buffer)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20,) * 2)
    try:
        found: _Known | KgError = _closure(*asked)
    except KgError as error:
        found = error
    sys.stdout.buffer.write(pickle.dumps(found))


def _refuse_unsound(triples: Iterable[_Terms], runs: Iterable[_Run]) -> None:
    """Raise KgError, with the rule, for a triple that is none or has a text or a blank node in it."""
    for triple in triples:
        if any(not part.startswith("<") for part in triple):
            rule = next(run.rule.code for run in runs if triple in run.found)
            found = " ".join(part or "nothing" for part in triple)
            raise KgError(f"the rule {rule!r} finds {found}; subject, relation and object must be IRIs")


def _supported(old: _Support, premise: _Support, rule: Rule) -> _Support:
    """Add what a premise supports; a longer way round to the same claims adds nothing."""
    if premise[0] <= old[0]:
        return old
    return old[0] | premise[0], old[1] | premise[1] | {rule.code}


@dataclass
class _Run:
    """What a rule has found: ``steps`` are triples, each with its premise, ``_lines`` the same as written."""

    rule: Rule
    steps: list[tuple[_Terms, _Terms]] = field(default_factory=list)
    _lines: set[str] = field(default_factory=set)

    @property
    def found(self) -> set[_Terms]:
        """The triples."""
        return {triple for triple, _ in self.steps}

    def find(self, store: ox.Store) -> None:
        """Add the steps that the rule finds now and had not found before."""
        try:
            rows = store.query(self.rule.query, prefixes=dict(PREFIXES))
        except (SyntaxError, RuntimeError) as error:
            raise KgError(f"the engine cannot ask the rule {self.rule.code!r}: {error}") from None
        if not isinstance(rows, ox.QuerySolutions) or not {v.value for v in rows.variables} >= set(_VARIABLES):
            names = ", ".join("?" + name for name in _VARIABLES)
            raise KgError(f"the rule {self.rule.code!r} must select {names}")
        # Written as text, which costs a fraction of as many objects; the variables stand in the order of the query.
        order = [[v.value for v in rows.variables].index(name) for name in _VARIABLES]
        triple, premise = itemgetter(*order[:3]), itemgetter(*order[3:])
        written = rows.serialize(format=ox.QueryResultsFormat.TSV)
        assert written is not None
        lines = dict.fromkeys(written.decode().split("\n")[1:-1])
        for cells in [line.split("\t") for line in lines if line not in self._lines]:
            self.steps.append((triple(cells), premise(cells)))
        self._lines |= lines.keys()


def _rule(rule: Rule) -> Description:
    label = literal(rule.summary, language="en")
    return Description(_rule_term(rule.code), INFERRED, ((TYPE, term("ent:Rule")), (term("rdfs:label"), label)))


def _rule_term(code: str) -> str:
    return term(f"rule:{code}")


def _node(triple: _Terms, claims: Iterable[str], rules: Iterable[str]) -> Description:
    subject, relation, object = triple
    pairs = (
        (TYPE, term("ent:Inference")),
        (TYPE, term("owl:Axiom")),
        (term("owl:annotatedSource"), subject),
        (term("owl:annotatedProperty"), relation),
        (term("owl:annotatedTarget"), object),
        *[(term("prov:wasDerivedFrom"), claim) for claim in claims],
        *[(term("ent:rule"), _rule_term(rule)) for rule in rules],
    )
    return Description(f"<{_INFERENCE}{'_'.join(map(_local_name, triple))}>", INFERRED, pairs)


@lru_cache(maxsize=4096)
def _local_name(iri_term: str) -> str:
    return iri_term.removesuffix(">").replace("#", "/").rpartition("/")[2]
