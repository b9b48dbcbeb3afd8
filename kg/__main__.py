"""``python -m kg`` is the command ``kg``."""

from __future__ import annotations

import signal


def main() -> None:
    """Run the command line; an interrupt while it is still loading ends it without a word."""
    told = signal.signal(signal.SIGINT, signal.SIG_DFL)
    from kg import cli

    signal.signal(signal.SIGINT, told)
    cli.main()


if __name__ == "__main__":
    main()
