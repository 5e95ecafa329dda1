"""``python -m sim``, or ``truce``: one run, a sweep, or the list of what there is."""

import sys
from collections.abc import Sequence

from sim import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line ``argv`` (default: the process's) and return its exit code.

    0: done; 1: a cell of a sweep failed; 2: refused, with one message on standard error and nothing written;
    130: interrupted.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    if answer := _at_once(words):
        from sim.cli.page import put

        put(answer)
        return 0
    from sim.cli.command import execute
    from sim.spec.errors import SpecError

    try:
        return execute(words)
    except SpecError as error:
        print(f"truce: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("truce: interrupted", file=sys.stderr)
        return 130


def _at_once(words: Sequence[str]) -> str:
    """What needs no simulation; empty if the words ask for one."""
    from sim.cli.page import assumptions, listing, page

    if "--version" in words:
        return f"truce {__version__}"
    if not words or {"-h", "--help"} & set(words):
        return page()
    answers = {"list": listing, "assumptions": assumptions}
    return answers[words[0]]() if len(words) == 1 and words[0] in answers else ""


if __name__ == "__main__":
    sys.exit(main())
