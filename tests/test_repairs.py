from __future__ import annotations

from collections.abc import Collection, Sequence

from kg.reader.repairs import Repairs, time_repairs


def test_each_text_is_guessed_at_once_and_after_a_hundred_none_is() -> None:
    asked: list[str] = []

    def repair(text: str, known: Collection[str]) -> Sequence[str]:
        asked.append(text)
        return (f"{text} of {len(known)}",)

    repairs = Repairs(repair, {"2024"})

    assert [repairs[str(n % 200)] for n in range(400)][99:101] == [("99 of 1",), ()]
    assert asked == [str(n) for n in range(100)]


def test_of_times_one_letter_off_those_nearest_to_a_known_one_come_first() -> None:
    assert time_repairs("2024-133", {"2024-12", "2024-11", "1999"}) == ("2024-11", "2024-12")
