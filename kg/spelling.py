"""What was probably meant by a name that does not exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def nearest(word: str, names: Iterable[str], *, limit: int = 3) -> tuple[str, ...]:
    """Return the names that *word* may be a slip of, the likeliest first.

    A name qualifies when at most a third of its letters (one at least, but not all) must be changed, added, left out
    or swapped with their neighbour; of equally near ones the alphabet decides.

    >>> nearest("suplies", ["supplies", "supports", "values"])
    ('supplies',)
    """
    return nearest_of(word, {name: name for name in names}, limit=limit)


def nearest_of(word: str, names: Mapping[str, str], *, limit: int = 3) -> tuple[str, ...]:
    """Return what the names nearest to *word* stand for: *names* maps each name, alias or label to what it means.

    >>> nearest_of("Teheran", {"Tehran": "iran", "iran": "iran", "Riyadh": "saudi-arabia"})
    ('iran',)
    """
    if not word or not names:
        return ()
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    folded = word.casefold()
    reach = min(max(1, len(word) // 3), len(word) - 1)
    choices = {name: name.casefold() for name in names}
    found = process.extract(folded, choices, scorer=OSA.distance, score_cutoff=reach, limit=None)
    ranked = sorted((distance, names[name] != name, names[name]) for _, distance, name in found)
    return tuple(dict.fromkeys(meaning for _, _, meaning in ranked))[:limit]
