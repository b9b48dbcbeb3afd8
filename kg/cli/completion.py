"""``kg completion``."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import get_completion_class

from kg.cli.options import emit

_NAME, _VARIABLE = "kg", "_KG_COMPLETE"
_SHELLS = ("bash", "zsh", "fish", "powershell")
_SETUP = """\b
Setup:
  bash         eval "$(kg completion bash)"   in ~/.bashrc
  zsh          eval "$(kg completion zsh)"    in ~/.zshrc, after compinit
  fish         kg completion fish | source    in ~/.config/fish/config.fish
  PowerShell   kg completion powershell | Out-String | Invoke-Expression   in $PROFILE
"""


@click.command(epilog=_SETUP)
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print a completion script for a shell.

    SHELL is bash, zsh, fish or powershell. The script completes commands, options, formats, saved queries and their
    parameters, and names of the corpus at hand.
    """
    emit(_script(context.find_root().command, shell), nl=False)


def _script(cli: click.Command, shell: str) -> str:
    """Return the script of a shell: our own, or that of click where it serves.

    Click's for bash would cut names at their colon, and that for zsh puts a blank between a parameter and its value.
    """
    own = Path(__file__).with_name(f"completion.{shell}")
    if own.exists():
        return own.read_text("utf-8")
    known = get_completion_class(shell)
    if known is None:
        raise click.UsageError(f"the installed click completes no {shell}; 'pip install -U click'")
    return known(cli, {}, _NAME, _VARIABLE).source()
