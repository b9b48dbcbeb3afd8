"""What is typed at the prompt, taken as a query or as a command of the shell."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.problems import MisuseError
from kg.report import FORMATS
from kg.shell.texts import PLAIN, is_command
from kg.spelling import nearest

_ON_OFF = ("on", "off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A run of ``kg``: its arguments, and the text that it reads from standard input."""

    arguments: tuple[str, ...]
    given: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How queries are asked and shown from here on, and which was the last."""

    form: str = ""
    cite: str = ""
    timed: bool = False
    timeout: str = ""
    last: Call | None = None

    def asks(self, question: Call, *options: str) -> Call:
        """Return the run of ``kg query`` that answers *question*, which is a text or names a saved query."""
        shown = (
            *(("--format", self.form) if self.form else ()),
            *((f"--cite={self.cite}",) if self.cite else ()),
            *(("--time",) if self.timed else ()),
        )
        waits = ("--timeout", self.timeout) if self.timeout else ()
        return replace(question, arguments=("query", *(options or shown), *waits, *question.arguments))

    @property
    def asked(self) -> Call:
        """The last query. Raises MisuseError where there is none."""
        if self.last is None:
            raise MisuseError("no query has been asked yet")
        return self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What comes of what was typed: the state from here on, and one thing to do.

    That is to run ``kg``, to say something, to edit the last query, to save it under a name (with a summary, if one
    was given), or to leave.
    """

    state: State
    call: Call | None = None
    says: str = ""
    edits: bool = False
    saves: tuple[str, str] | None = None
    leaves: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command of the shell: what follows its name, what it does, and which words may follow."""

    follows: str
    help: str
    turn: Callable[[State, str], Turn]
    choices: tuple[str, ...] = ()


def turn(state: State, text: str) -> Turn:
    """Return what comes of *text*. Raises MisuseError, with the nearest command, where it is none."""
    if not is_command(text):
        return _ask(state, Call(arguments=("-",), given=text))
    name, _, rest = text.strip().partition(" ")
    name = PLAIN.get(name.lower(), name)
    if name not in COMMANDS:
        cures = nearest(name, COMMANDS)
        hint = f"did you mean {' or '.join(map(repr, cures))}?" if cures else "'.help' lists the commands"
        raise MisuseError(f"no command {name!r}; {hint}")
    return COMMANDS[name].turn(state, rest.strip())


def _ask(state: State, question: Call) -> Turn:
    return Turn(state=replace(state, last=question), call=state.asks(question))


def _help(state: State, _: str) -> Turn:
    left = {name: f"{name} {command.follows}".rstrip() for name, command in COMMANDS.items()}
    width = max(map(len, left.values()))
    lines = [f"{left[name]:{width}}  {command.help}" for name, command in COMMANDS.items()]
    return Turn(state=state, says="\n".join([*lines, "", _KEYS]))


def _schema(state: State, name: str) -> Turn:
    return Turn(state=state, call=Call(arguments=("vocab", *(("--", name) if name else ()))))


def _search(state: State, text: str) -> Turn:
    return Turn(state=state, call=Call(arguments=("search", "--", _needed(text, ".search TEXT"))))


def _show(state: State, name: str) -> Turn:
    return Turn(state=state, call=Call(arguments=("show", "--", _needed(name, ".show TERM"))))


def _explain(state: State, _: str) -> Turn:
    return Turn(state=state, call=state.asks(state.asked, "--explain"))


def _run(state: State, rest: str) -> Turn:
    name, *values = _words(_needed(rest, ".run NAME [PARAMETER=VALUE]..."))
    if wrong := next((value for value in values if "=" not in value), ""):
        raise MisuseError(f"{wrong!r} is not PARAMETER=VALUE; a value of several words stands in quotes")
    params = [part for value in values for part in ("-p", value)]
    return _ask(state, Call(arguments=(*params, "--", name)))


def _save(state: State, rest: str) -> Turn:
    name, _, summary = _needed(rest, ".save NAME [SUMMARY]").partition(" ")
    return Turn(state=replace(state, last=state.asked), saves=(name.removesuffix(".rq"), summary.strip()))


def _edit(state: State, _: str) -> Turn:
    return Turn(state=state, edits=True)


def _format(state: State, name: str) -> Turn:
    if not name:
        return Turn(state=state, says=f"{state.form or 'auto'} (known are auto, {', '.join(FORMATS)})")
    form = _one_of(name, ("auto", *FORMATS), "format")
    return Turn(state=replace(state, form="" if form == "auto" else form))


def _cite(state: State, name: str) -> Turn:
    chosen = _one_of(name or "on", (*_ON_OFF, "full"), "way to cite")
    return Turn(state=replace(state, cite={"on": "short", "full": "full"}.get(chosen, "")))


def _time(state: State, name: str) -> Turn:
    return Turn(state=replace(state, timed=_one_of(name or "on", _ON_OFF, "setting") == "on"))


def _timeout(state: State, seconds: str) -> Turn:
    if not re.fullmatch(r"\d+(\.\d+)?", seconds):
        raise MisuseError("say how many seconds: .timeout 60, or 0 for no end")
    return Turn(state=replace(state, timeout=seconds))


def _quit(state: State, _: str) -> Turn:
    return Turn(state=state, leaves=True)


def _needed(text: str, usage: str) -> str:
    if not text:
        raise MisuseError(f"something is missing: {usage}")
    return text


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise MisuseError(f"{text}: {str(error).lower()}") from None


def _one_of(name: str, known: Sequence[str], what: str) -> str:
    if name not in known:
        cures = nearest(name, known)
        hint = f"did you mean {' or '.join(map(repr, cures))}?" if cures else f"known are {', '.join(known)}"
        raise MisuseError(f"no {what} {name!r}; {hint}")
    return name


_KEYS = """\
Enter        asks a query whose braces are closed, and else begins a line
Esc Enter    asks the query as it stands; so does a blank line, once brackets are closed
Tab          completes names, variables and keywords
Ctrl-C       stops a query, or forgets the line
Ctrl-D       leaves"""
#: The commands by name, in the order of the help.
COMMANDS: Mapping[str, Command] = {
    ".run": Command(follows="NAME [PARAMETER=VALUE]...", help="ask a saved query", turn=_run),
    ".schema": Command(follows="[NAME]", help="print the vocabulary, or what a term of it means", turn=_schema),
    ".search": Command(follows="TEXT", help="find names and claims by what they say", turn=_search),
    ".show": Command(follows="TERM", help="print all that is known of a thing", turn=_show),
    ".explain": Command(follows="", help="show how many rows each pattern of the last query has", turn=_explain),
    ".edit": Command(follows="", help="open the last query in an editor, and ask it after that", turn=_edit),
    ".save": Command(follows="NAME [SUMMARY]", help="make the last query a saved one of this corpus", turn=_save),
    ".format": Command(
        follows="[NAME]", help="how to print answers; auto for a table", turn=_format, choices=("auto", *FORMATS)
    ),
    ".cite": Command(
        follows="on|off|full",
        help="add to each row the claims that it rests on",
        turn=_cite,
        choices=(*_ON_OFF, "full"),
    ),
    ".time": Command(follows="on|off", help="say how long each query took", turn=_time, choices=_ON_OFF),
    ".timeout": Command(follows="SECONDS", help="how long a query may take; 0 for no end", turn=_timeout),
    ".help": Command(follows="", help="print this", turn=_help),
    ".quit": Command(follows="", help="leave", turn=_quit),
}
