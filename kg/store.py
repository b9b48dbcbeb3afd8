"""The compiled graph on disk and in memory, asked with SPARQL."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote, urljoin
from zlib import crc32

import pyoxigraph as ox

from kg.files import read_file
from kg.problems import KgError, QueryError
from kg.sparql import SparqlError, explain, explain_failure, guard, names_graphs
from kg.terms import PREFIXES

# What a store notes of its files, those that hold the graph, and how large one may be to be read for its checksum.
_FILES = "files.json"
_HOLDS = re.compile(r"CURRENT|MANIFEST-\d+|\d+\.sst")
_HASHED = 16 * 1024 * 1024
# The parser takes small letters too, though XML does not.
_DOCTYPE = re.compile(rb"<!doctype", re.IGNORECASE)
# What the engine says of a term that it does not take; other errors of memory are what they are called.
_BUFFER = "buffer maximal size"
#: What a query answers: rows, yes or no, or triples.
Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class DamagedStoreError(KgError):
    """A store whose files are not as they were written."""

    @classmethod
    def of(cls, error: Exception, folder: Path | str = "the build") -> DamagedStoreError:
        """Return what a reader of the store in *folder* is told of an error for which `is_damage` is true."""
        return cls(f"the graph in {folder} is damaged ({error}); 'kg build' makes it anew")


def is_damage(error: Exception) -> bool:
    """Tell whether the store raised *error* because its files are not as they were written."""
    return isinstance(error, RuntimeError | OSError) and "Corruption" in str(error)


def write_store(folder: Path, quads: Path) -> None:
    """Load a file of N-Quads into a new store in *folder*, and note beside them what its files then are."""
    store = ox.Store(str(folder))
    store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
    store.flush()  # `optimize` would take a sixth longer and twice the room, for some milliseconds in a million quads
    del store  # which closes it: only then are its files as they stay
    (folder / _FILES).write_text(json.dumps(_files(folder), indent=2) + "\n", "utf-8")


def _files(folder: Path) -> Mapping[str, str]:
    """Return the size of each file that holds the graph, and its checksum unless it is large."""
    held = [path for path in sorted(folder.iterdir()) if _HOLDS.fullmatch(path.name)]
    sizes = {path: path.stat().st_size for path in held}
    return {
        path.name: f"{size} {crc32(path.read_bytes()):08x}" if size <= _HASHED else f"{size}"
        for path, size in sizes.items()
    }


def _refuse_damage(folder: Path) -> None:
    """Raise DamagedStoreError unless the files of a store are as they were written.

    The engine does not tell in all cases: it takes a cut index for an empty graph, and counts without end what it
    cannot read.
    """
    try:
        noted = json.loads((folder / _FILES).read_text("utf-8"))
        found = _files(folder)
    except (OSError, ValueError):
        raise DamagedStoreError.of(ValueError(f"no list of its files in {_FILES}"), folder) from None
    if noted != found:
        kept = noted if isinstance(noted, dict) else {}
        changed = [name for name in sorted({*kept, *found}) if kept.get(name) != found.get(name)]
        raise DamagedStoreError.of(ValueError(f"{changed[0]} is not as it was written"), folder)


def open_store(folder: Path) -> ox.Store:
    """Return the store in *folder*, opened so that nothing can change it. Raises KgError where there is none."""
    if folder.is_dir():
        _refuse_damage(folder)
    try:
        return ox.Store.read_only(str(folder))
    except (OSError, RuntimeError) as error:
        if is_damage(error) or isinstance(error, RuntimeError):
            raise DamagedStoreError.of(error, folder) from None
        raise KgError(f"no graph in {folder} ({error}); 'kg build' makes it") from None


def memory_store(lines: Iterable[str]) -> ox.Store:
    """Return a store in memory with the given lines of N-Quads."""
    store = ox.Store()
    store.load("".join(lines).encode(), ox.RdfFormat.N_QUADS)
    return store


def file_store(files: Iterable[Path], graphs: Iterable[tuple[str, Path]] = (), *, base: str | None = None) -> ox.Store:
    """Return a store in memory with the triples of RDF files: *files* in the default graph, *graphs* under their names.

    Quads keep the graphs that their file gives them. Relative addresses are resolved as if a file came from where its
    graph's name says, or lay beside *base*; else against its own address. Raises KgError, with the place, for a file
    that cannot be read.
    """
    store = ox.Store()
    for path in files:
        _load(store, path, _address(path, beside=base), None)
    for name, path in graphs:
        _load(store, path, name if "://" in name else _address(path, beside=base), ox.NamedNode(name))
    return store


def _address(path: Path, *, beside: str | None) -> str:
    """Return the address that a file has beside another, or has here."""
    if beside is None:
        return path.resolve().as_uri()
    return urljoin(beside, quote(path.name)) if "://" in beside else beside


def _load(store: ox.Store, path: Path, address: str, graph: ox.NamedNode | None) -> None:
    form = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if form is None:
        raise KgError(f"{path}: not known as RDF by its name; .ttl, .trig, .nt, .nq, .rdf and .jsonld are")
    try:
        data = read_file(path)
        if form == ox.RdfFormat.RDF_XML and _DOCTYPE.search(data):
            raise KgError(f"{path}: RDF/XML with a DOCTYPE is refused, as its entities can grow without bound")
        store.load(data.removeprefix(b"\xef\xbb\xbf"), form, base_iri=address, to_graph=graph)
    except OSError as error:
        raise KgError(f"cannot read {path}: {error.strerror or error}") from None
    except MemoryError as error:
        if _BUFFER not in str(error):
            raise
        raise KgError(f"cannot read {path}: a term in it is longer than 16 MB, the most that is taken") from None
    except (SyntaxError, ValueError) as error:
        place = f"{path}:{error.lineno}:{error.offset}" if isinstance(error, SyntaxError) and error.lineno else path
        raise KgError(f"{place}: {getattr(error, 'msg', None) or error}") from None


def ask(
    store: ox.Store,
    query: str,
    *,
    name: str = "query",
    prefixes: Mapping[str, str] = PREFIXES,
    base: str | None = None,
    union: bool = True,
    allowed_hosts: Collection[str] = (),
) -> Answer:
    """Run a query with the known prefixes, over the union of all graphs unless it names its own with FROM.

    *name* is what messages call the query; *union* false leaves the default graph as it is. Raises QueryError, its
    message showing the place, for a query that is not SPARQL, would kill the engine, would change the graph, asks a
    host that is not allowed or calls an unknown function.
    """
    try:
        guard(query, allowed_hosts=allowed_hosts)
        return store.query(
            query,
            base_iri=base,
            prefixes=dict(prefixes),
            use_default_graph_as_union=union and not names_graphs(query),
        )
    except SparqlError as fault:
        raise QueryError(fault.render(query, name)) from None
    except SyntaxError as error:
        raise QueryError(explain(query, error, name)) from None
    except RuntimeError as error:
        if is_damage(error):
            raise DamagedStoreError.of(error) from None
        raise QueryError(explain_failure(query, error, name)) from None


def is_nothing(rows: Sequence[Sequence[object]]) -> bool:
    """Tell whether an answer has no rows, or one with nothing in it but the number 0; its first two rows are enough.

    >>> is_nothing([[ox.Literal(0)]]), is_nothing([[ox.Literal(0)], [ox.Literal(0)]])
    (True, False)
    """
    return not rows or (len(rows) == 1 and list(rows[0]) == [ox.Literal(0)])


def occur(store: ox.Store, names: Iterable[str]) -> bool:
    """Tell whether all IRIs occur in the graph, as whatever part of a quad."""
    nodes = [ox.NamedNode(name) for name in names]
    return all(any(next(store.quads_for_pattern(*place), None) for place in _places(node)) for node in nodes)


def _places(node: ox.NamedNode) -> tuple[tuple[ox.NamedNode | None, ...], ...]:
    return ((node, None, None, None), (None, node, None, None), (None, None, node, None), (None, None, None, node))


def canonical_lines(store: ox.Store) -> list[bytes]:
    """Return the quads of a store as sorted lines of N-Quads. Raises DamagedStoreError."""
    try:
        dump = store.dump(format=ox.RdfFormat.N_QUADS)
    except (OSError, RuntimeError) as error:
        raise DamagedStoreError.of(error) from None
    assert dump is not None
    return sorted(dump.splitlines(keepends=True))


def rows(store: ox.Store, query: str) -> list[Mapping[str, str]]:
    """Return the rows of a SELECT query as plain texts by variable, unbound ones left out."""
    answer = ask(store, query)
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    return [{name: row[name].value for name in names if row[name] is not None} for row in answer]
