"""The prompt on a terminal: where lines are edited, completed and coloured, and remembered."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.formatted_text.utils import split_lines
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import Lexer
from prompt_toolkit.output import ColorDepth, create_output
from prompt_toolkit.styles import Style

from kg.shell.completion import Known, choices
from kg.shell.texts import ends_blank, is_balanced, is_command, is_whole
from kg.sparql import Token, tokenize
from kg.sparql.grammar import AGGREGATES, FUNCTIONS, KEYWORDS

_PROMPT, _CONTINUED = "kg> ", "... "
_STYLE = Style.from_dict(
    {
        "keyword": "ansiblue bold",
        "function": "ansicyan",
        "var": "ansimagenta",
        "name": "ansigreen",
        "iri": "ansigreen",
        "string": "ansiyellow",
        "lang": "ansiyellow",
        "unclosed": "ansired",
        "other": "ansired",
        "number": "ansicyan",
        "comment": "ansibrightblack",
        "command": "ansicyan bold",
    }
)
_FUNCTIONS = {*FUNCTIONS, *AGGREGATES}


def prompter(known: Known, *, colour: bool) -> PromptSession[str]:
    """Return what asks for queries; its answers are queries and commands as they were typed."""
    return PromptSession(
        _PROMPT,
        multiline=True,
        prompt_continuation=_CONTINUED,
        completer=_QueryCompleter(known),
        complete_while_typing=False,
        lexer=_QueryLexer(),
        style=_STYLE,
        color_depth=None if colour else ColorDepth.DEPTH_1_BIT,
        history=history(),
        key_bindings=_keys(),
        output=create_output(always_prefer_tty=True),
    )


def history_file(environ: Callable[[str], str | None] = os.environ.get, platform: str = sys.platform) -> Path:
    """Return where lines are remembered: under XDG_STATE_HOME, or what takes its place."""
    if platform == "win32" and (local := environ("LOCALAPPDATA")):
        return Path(local) / "kg" / "history"
    state = environ("XDG_STATE_HOME") or ""
    return (Path(state) if Path(state).is_absolute() else Path.home() / ".local" / "state") / "kg" / "history"


def history() -> History:
    """Return the lines that were typed before, in a file that is the user's alone; without a file, none."""
    try:
        path = history_file()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except (OSError, RuntimeError):  # a folder that cannot be written, or no home
        return InMemoryHistory()
    return _History(str(path))


class _History(FileHistory):
    """Goes on without its file where that fails."""

    def load_history_strings(self) -> Iterable[str]:
        with contextlib.suppress(OSError):
            return list(super().load_history_strings())
        return []

    def store_string(self, string: str) -> None:
        with contextlib.suppress(OSError, UnicodeError):
            super().store_string(string)


class _QueryCompleter(Completer):
    def __init__(self, known: Known) -> None:
        self._known = known

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        for choice in choices(self._known, document.text, document.cursor_position):
            yield Completion(choice.text, start_position=-choice.replaced, display_meta=choice.help)


class _QueryLexer(Lexer):
    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        lines = list(split_lines(fragments(document.text)))
        return lambda number: lines[number] if number < len(lines) else []


def fragments(text: str) -> StyleAndTextTuples:
    """Return *text* in pieces, each with the class of its colour; together they are *text* again."""
    if is_command(text):
        name, space, rest = text.partition(" ")
        return [("class:command", name), ("", space + rest)]
    found: StyleAndTextTuples = []
    end = 0
    for token in tokenize(text):
        found += [(_between(text[end : token.start]), text[end : token.start]), (_class(token), token.text)]
        end = token.start + len(token.text)
    return [piece for piece in [*found, (_between(text[end:]), text[end:])] if piece[1]]


def _between(text: str) -> str:
    return "class:comment" if "#" in text else ""


def _class(token: Token) -> str:
    if token.kind == "word":
        return "class:keyword" if token.word in KEYWORDS or token.text == "a" else _of_function(token)
    return "" if token.kind in ("sign", "end", "blank") else f"class:{token.kind}"


def _of_function(token: Token) -> str:
    return "class:function" if token.word in _FUNCTIONS else ""


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter", filter=Condition(_chooses))
    def take(event: KeyPressEvent) -> None:
        """Take the choice that the menu stands on."""
        event.current_buffer.complete_state = None

    @keys.add("enter", filter=Condition(_submits))
    def submit(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    return keys


def _chooses() -> bool:
    state = get_app().current_buffer.complete_state
    return state is not None and state.current_completion is not None


def _submits() -> bool:
    return not _chooses() and ends(get_app().current_buffer)


def ends(buffer: Buffer) -> bool:
    """Tell whether Enter asks what stands in the buffer; within earlier lines of it, it never does."""
    document = buffer.document
    if not document.on_last_line:
        return False
    return is_whole(buffer.text) or (ends_blank(buffer.text) and is_balanced(buffer.text))
