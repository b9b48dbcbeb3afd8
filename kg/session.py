"""The graph in Python and in notebooks: ``import kg; graph = kg.open()``."""

from __future__ import annotations

import datetime
import importlib
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, overload

import pyoxigraph as ox

from kg.current import current_page, current_store
from kg.lookup import parameter_term
from kg.places import Project, locate
from kg.problems import KgError, QueryError, has_errors
from kg.queries import SavedQuery, find_query
from kg.reference import without_its_own_warnings
from kg.report.answers import format_of, write_answer
from kg.report.cells import NUMERIC, cell
from kg.report.files import write_file
from kg.report.names import Naming, Solutions, Term, labels_from, solutions
from kg.report.tables import render_table
from kg.sparql import bind, columns, is_query
from kg.sparql.tokens import tokenize
from kg.store import Answer, ask, is_nothing
from kg.terms import PREFIXES, iri, shorten

if TYPE_CHECKING:
    import rdflib

    from kg.builder import Reading
    from kg.study import Study

#: What a cell holds: a thing's CURIE or a text, a number, a truth value, a day, or nothing.
Value: TypeAlias = str | int | float | bool | datetime.date | None
#: What a variable of a query may be given.
Given: TypeAlias = Value | Decimal | Term
Row: TypeAlias = Mapping[str, Value]

_CURIE = re.compile(r"(?P<prefix>[a-z]+):\w(?:[\w.-]*[\w-])?", re.ASCII)
# How many rows a notebook and a prompt show.
_IN_NOTEBOOK, _AT_PROMPT = 1000, 20


def open(folder: str | Path | None = None, *, build: str | Path | None = None) -> Graph:
    """Return the graph of the corpus in *folder*, by default the one that ``kg query`` would ask.

    It is built first if the corpus has changed since; where that is not possible a warning says so, and the graph is
    that of the build before. A *build* that is named is taken as it is. Raises KgError where there is no graph.

    >>> graph = open()  # doctest: +SKIP
    >>> graph.query("who-says", actor="Iran", relation="competes-with")  # doctest: +SKIP
    """
    project = locate(Path(folder) if folder else None, Path(build).resolve() if build else None)
    as_it_is = build is not None
    store = current_store(project, as_it_is=as_it_is, tell=lambda _: None, warn=_warn)
    read = None if as_it_is else lambda: _reading(project)
    return Graph(store, project.questions, page=partial(current_page, project, as_it_is=as_it_is), read=read)


def _reading(project: Project) -> Reading:
    from kg.builder import read_project  # which takes longer to load than a query

    return read_project(project)


def _warn(message: str) -> None:
    warnings.warn(message, stacklevel=6)


class Graph:
    """A built graph, which a notebook shows as its page.

    ``store`` is that of pyoxigraph, which may be asked directly but from one thread at a time. *page* returns the page,
    empty where there is none, *read* the corpus that was built.
    """

    def __init__(
        self,
        store: ox.Store,
        *folders: Path,
        page: Callable[[], str] = str,
        read: Callable[[], Reading] | None = None,
    ) -> None:
        self.store = store
        self._folders = folders
        self._page = page
        self._read = read

    def query(self, question: str, **values: Given) -> Rows:
        """Return the rows that a SELECT query finds: its text, or the name of a saved query.

        *values* are put in the place of variables. A saved query takes ids, labels or aliases; in a text of one's own
        ``actor:iran`` is a thing and any other text a string. Raises QueryError for a query that cannot be run.

        >>> rows = graph.query("SELECT ?x { ?who rel:competes-with ?x }", who="actor:iran")  # doctest: +SKIP
        >>> [row["x"] for row in rows]  # doctest: +SKIP
        ['actor:russia', 'actor:united-arab-emirates']
        >>> rows.to_dataframe()  # doctest: +SKIP
        """
        text, answer = self._answer(question, values)
        if not isinstance(answer, ox.QuerySolutions):
            cure = "ask" if isinstance(answer, ox.QueryBoolean) else "construct"
            raise QueryError(f"error[form]: this query has no rows; take {cure}() for it")
        found = solutions(answer, columns(text, [variable.value for variable in answer.variables]))
        return Rows(columns=found.columns, terms=tuple(map(tuple, found.rows)))

    def ask(self, question: str, **values: Given) -> bool:
        """Return whether an ASK query is answered with yes.

        >>> graph.ask("ASK { actor:iran rel:competes-with actor:russia }")  # doctest: +SKIP
        True
        """
        _, answer = self._answer(question, values)
        if not isinstance(answer, ox.QueryBoolean):
            raise QueryError("error[form]: this query is not answered with yes or no; take query() or construct()")
        return bool(answer)

    def construct(self, question: str, **values: Given) -> Triples:
        """Return the triples of a CONSTRUCT or DESCRIBE query.

        >>> graph.construct("CONSTRUCT WHERE { ?a rel:opposes ?b }").write("opposes.html")  # doctest: +SKIP
        """
        _, answer = self._answer(question, values)
        if not isinstance(answer, ox.QueryTriples):
            raise QueryError("error[form]: this query makes no triples; take query() or ask()")
        found = tuple(sorted(set(answer), key=str))
        label_of = labels_from(self.store)
        things = {term.value for t in found for term in (t.subject, t.predicate, t.object) if _is_iri(term)}
        return Triples(triples=found, labels={name: label for name in things if (label := label_of(name))})

    def why(self, question: str, **values: Given) -> tuple[str, ...]:
        """Return why a SELECT query finds nothing or counts none, in lines; none where it finds something.

        >>> graph.why("SELECT ?x { actor:iran rel:competes-wit ?x }")  # doctest: +SKIP
        ('rel:competes-wit is not in the graph; did you mean rel:competes-with?',)
        """
        from kg.diagnosis import diagnose

        text, answer = self._answer(question, values)
        if not isinstance(answer, ox.QuerySolutions) or not is_nothing([tuple(row) for row in answer]):
            return ()
        return diagnose(partial(ask, self.store), text)

    def study(self, *names: str, **filters: Any) -> Study:
        """Return the claims that mention one of *names*, if any, and fit *filters*, for the functions of `kg.analysis`.

        Filters are those of `kg.study.study`. Raises KgError for a build without its corpus, or one with errors.

        >>> from kg.analysis.compare import disagreements  # doctest: +SKIP
        >>> chosen = graph.study("Iran", sources=["rusi-2022"], since="2022")  # doctest: +SKIP
        >>> disagreements(chosen.corpus, chosen.ontology)  # doctest: +SKIP
        """
        from kg.study import study

        if self._read is None:
            raise KgError("a build does not hold its corpus; open the corpus instead: kg.open(folder)")
        read = self._read()
        if has_errors(read.problems):
            raise KgError("the corpus has errors; 'kg check' lists them")
        return study(read.corpus, read.ontology, names=names, **filters)

    def rdflib(self) -> rdflib.Dataset:
        """Return a copy for rdflib, which sees all named graphs together."""
        import rdflib

        dataset = rdflib.Dataset(default_union=True)
        for prefix, start in PREFIXES.items():
            dataset.bind(prefix, start)
        data = self.store.dump(format=ox.RdfFormat.N_QUADS)
        with without_its_own_warnings():
            dataset.parse(data=data, format="nquads")
        return dataset

    def _repr_html_(self) -> str:
        from kg.explorer.frame import frame

        page = self._page()
        return frame(page) if page else "<p>A graph without a page; query() asks it.</p>"

    def _answer(self, question: str, values: Mapping[str, Given]) -> tuple[str, Answer]:
        """Return the text of a question with its values in it, and the answer."""
        if is_query(question):
            text = _bound(question, values)
        else:
            saved = find_query(question, *self._folders)
            text = self._bound(saved, {name: value for name, value in values.items() if value is not None})
        return text, ask(self.store, text)

    def _bound(self, saved: SavedQuery, values: Mapping[str, Given]) -> str:
        given = {name: str(value) for name, value in values.items()}
        return saved.bind(given, lambda kind, value: parameter_term(self.store, kind, value))


def _bound(text: str, values: Mapping[str, Given]) -> str:
    known = {token.text[1:] for token in tokenize(text) if token.kind == "var"}
    for name in values:
        if name not in known:
            raise QueryError(f"error[unknown-parameter]: the query has no ?{name}")
    return bind(text, {name: _term_of(value) for name, value in values.items() if value is not None})


def _term_of(value: Given) -> str:
    """Return a value of Python as a term of SPARQL."""
    if isinstance(value, str):
        return str(_thing(value) or ox.Literal(value))
    if isinstance(value, Decimal):
        return str(ox.Literal(str(value), datatype=ox.NamedNode(iri("xsd:decimal"))))
    if isinstance(value, datetime.date):
        return str(ox.Literal(value.isoformat(), datatype=ox.NamedNode(iri("xsd:date"))))
    return str(ox.Literal(value) if isinstance(value, bool | int | float) else value)


def _thing(text: str) -> ox.NamedNode | None:
    """Return what a CURIE, or an IRI in angle brackets, stands for."""
    found = _CURIE.fullmatch(text)
    if found and found["prefix"] in PREFIXES:
        return ox.NamedNode(iri(text))
    try:
        return ox.NamedNode(text[1:-1]) if text.startswith("<") and text.endswith(">") else None
    except ValueError:
        return None


def _is_iri(term: object) -> bool:
    return isinstance(term, ox.NamedNode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows(Sequence[Row]):
    """The rows of an answer, each a mapping from column to value; ``terms`` has the same as terms of pyoxigraph."""

    columns: tuple[str, ...]
    terms: tuple[tuple[Term | None, ...], ...]

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, self.terms)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Rows: ...
    def __getitem__(self, at: int | slice) -> Row | Rows:
        if isinstance(at, slice):
            return Rows(columns=self.columns, terms=self.terms[at])
        return self._row(self.terms[at])

    def _row(self, terms: tuple[Term | None, ...]) -> Row:
        return {name: _value(term) for name, term in zip(self.columns, terms, strict=True)}

    def to_dataframe(self) -> Any:
        """Return the rows as a DataFrame of pandas. Raises KgError where pandas is not installed.

        >>> graph.query("most-documented").to_dataframe().head()  # doctest: +SKIP
        """
        try:
            pandas = importlib.import_module("pandas")
        except ImportError:
            raise KgError("pandas is not installed; 'pip install pandas' brings it") from None
        return pandas.DataFrame([list(row.values()) for row in self], columns=list(self.columns))

    def write(self, path: str | Path) -> None:
        """Write the rows to a file in the format of its suffix, such as ``.csv``, ``.json``, ``.md`` or ``.html``."""
        with write_file(Path(path)) as emit:
            write_answer(Solutions(self.columns, self.terms), format_of(path), emit, title=Path(path).stem)

    def _repr_html_(self) -> str:
        from kg.report.page import render_fragment

        note = f"The first {_IN_NOTEBOOK:,} of {len(self):,} rows." if len(self) > _IN_NOTEBOOK else ""
        return render_fragment(Solutions(self.columns, self.terms[:_IN_NOTEBOOK]), note=note)

    def __repr__(self) -> str:
        cells = [[cell(term, shorten) for term in row] for row in self.terms[:_AT_PROMPT]]
        shown = f"the first {_AT_PROMPT} of " if len(self) > _AT_PROMPT else ""
        cure = "" if self else "; why() of the graph, with the same question, says why"
        return f"{render_table(self.columns, cells)}\n({shown}{len(self):,} row{'s' * (len(self) != 1)}{cure})"


def _value(term: Term | None) -> Value:
    """Return a term as a value of Python; a number that Python cannot read stays as it is written."""
    if not isinstance(term, ox.Literal):
        return cell(term, shorten) if term is not None else None
    type = term.datatype.value
    try:
        if type in NUMERIC:
            whole = type not in _FRACTIONS
            return int(term.value) if whole else float(term.value)
        if type == iri("xsd:date"):
            return datetime.date.fromisoformat(term.value)
    except ValueError:
        return term.value
    return term.value in ("true", "1") if type == iri("xsd:boolean") else term.value


_FRACTIONS = {iri(f"xsd:{name}") for name in ("decimal", "double", "float")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Triples(Sequence[ox.Triple]):
    """The triples of an answer, in order; ``labels`` holds what is known of their IRIs."""

    triples: tuple[ox.Triple, ...]
    labels: Mapping[str, str]

    def __len__(self) -> int:
        return len(self.triples)

    def __iter__(self) -> Iterator[ox.Triple]:
        return iter(self.triples)

    @overload
    def __getitem__(self, at: int) -> ox.Triple: ...
    @overload
    def __getitem__(self, at: slice) -> Triples: ...
    def __getitem__(self, at: int | slice) -> ox.Triple | Triples:
        return Triples(triples=self.triples[at], labels=self.labels) if isinstance(at, slice) else self.triples[at]

    def rdflib(self) -> rdflib.Graph:
        """Return the triples as a graph of rdflib."""
        import rdflib

        return rdflib.Graph().parse(data="".join(f"{triple} .\n" for triple in self.triples), format="nt")

    def write(self, path: str | Path) -> None:
        """Write the triples to a file in the format of its suffix: RDF, or a page that draws them for ``.html``."""
        names = Naming(label_of=lambda name: self.labels.get(name, ""))
        with write_file(Path(path)) as emit:
            write_answer(self.triples, format_of(path), emit, names=names, title=Path(path).stem)

    def __repr__(self) -> str:
        from kg.export.triples import render_graph

        shown = f"the first {_AT_PROMPT} of " if len(self) > _AT_PROMPT else ""
        text = render_graph(self.triples[:_AT_PROMPT], "turtle")
        return f"{text}({shown}{len(self):,} triple{'s' * (len(self) != 1)})"
