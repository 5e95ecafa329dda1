"""The decorator for every compiled rule, and the cache that never runs a stale one.

Numba keeps machine code between processes, but looks only at the file of the function itself: a constant or a rule
imported from another module could change and the old code would still run. So the cache folder's name is a hash of
every source file of this package that a rule can depend on, of the Python and numba versions and of the processor.

``TRUCE_UNCOMPILED=1`` in the environment runs every rule as the plain Python that it is: the same bits, slower, and
a debugger can step through it.
"""

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
import typing
import warnings
from collections.abc import Callable
from functools import cache, cached_property, update_wrapper, wraps
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

ABOVE = ("cli", "nulls", "report", "study")
"""Rooms whose files no machine code depends on: there are no rules there, and nothing below imports from them."""

Ints = npt.NDArray[np.int64]
"""A column of whole numbers; in a compiled rule one-dimensional, contiguous, writable."""

Floats = npt.NDArray[np.float64]
"""A column of real numbers; in a compiled rule one-dimensional, contiguous, writable."""


class Array(NamedTuple):
    """Metadata of a hint ``Annotated[Any, Array(dtype, dimensions)]``: a contiguous array, also of records."""

    dtype: Any
    dimensions: int = 1


def compiled[**P, R](rule: Callable[P, R]) -> Callable[P, R]:
    """Compile ``rule`` to machine code for exactly the types of its hints: ``int`` is int64, ``float`` float64.

    Hints may be ``int``, ``float``, ``bool``, ``None``, ``np.uint64``, ``Ints``, ``Floats``, ``Annotated`` with
    ``Array``, tuples of them and named tuples of such hints; any other raises numba's ``TypingError``.
    The rule is compiled, or read from the cache, when its module is imported. It may call compiled rules that stand
    above it, and be called by others. No fast maths, so the order of sums is as written; a division by zero raises
    ``ArithmeticError``, as it does uncompiled.
    """
    return _plain(rule) if uncompiled() else _machine_code(rule, counted=True)


def inner[**P, R](rule: Callable[P, R]) -> Callable[P, R]:
    """Compile a ``rule`` that other rules call, as ``compiled`` does, but only when one of them has to be compiled.

    A rule that comes from the cache brings with it what it calls; reading a hundred inner ones took a second.
    """
    return _plain(rule) if uncompiled() else Inner(rule, counted=True)


def lean[**P, R](rule: Callable[P, R]) -> Callable[P, R]:
    """Do the same to a ``rule`` that neither makes an array nor is returned one, and count no references in it.

    Numba counts references at each call, array by array; where a rule hands thirty columns on, that took 450
    nanoseconds of 460. The switch is numba's own but not promised (``_nrt``); the exact pin of numba keeps it. A rule
    that makes an array after all is refused when it is compiled; one that another rule returns would never be freed.
    """
    return _plain(rule) if uncompiled() else Inner(rule, counted=False)


class Inner[**P, R]:
    """A rule that is compiled, or read from the cache, when another one is compiled that calls it, or when called."""

    def __init__(self, rule: Callable[P, R], counted: bool) -> None:
        """Of ``rule``, with or without ``counted`` references."""
        update_wrapper(self, rule)
        self._rule, self._counted = rule, counted

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Follow the rule."""
        return self.code(*args, **kwargs)

    @cached_property
    def code(self) -> Callable[P, R]:
        """The machine code, as numba wraps it."""
        return _machine_code(self._rule, self._counted)


def uncompiled() -> bool:
    """Whether rules run as the plain Python that they are."""
    return os.environ.get("TRUCE_UNCOMPILED") == "1"


def tell_if_cold(rule: str) -> None:
    """Say on standard error that compiling takes a while, where ``rule`` (``module.name``) is not in the cache yet."""
    if not uncompiled() and not any(cache_folder().rglob(f"{rule}-*.nbi")):
        print("compiling the rules, once for this version: about a minute", file=sys.stderr, flush=True)


def _machine_code[**P, R](rule: Callable[P, R], counted: bool) -> Callable[P, R]:
    numba = _numba()
    config: Any = numba.config
    # Numba reads CACHE_DIR at decoration; other packages' functions keep the place that they have.
    kept, config.CACHE_DIR = config.CACHE_DIR, str(cache_folder())
    try:
        options: dict[str, Any] = {"cache": True, "error_model": "python", "_nrt": counted}
        code: Callable[P, R] = numba.njit(_signature(rule), **options)(rule)
    finally:
        config.CACHE_DIR = kept
    return code


@cache
def _numba() -> Any:
    """Numba, told that an ``Inner`` rule stands for its machine code."""
    import numba
    from numba.extending import typeof_impl

    @typeof_impl.register(Inner)
    def _(value: Inner[..., Any], context: Any) -> Any:
        return typeof_impl(value.code, context)

    return numba


def _plain[**P, R](rule: Callable[P, R]) -> Callable[P, R]:
    """Return ``rule`` itself, silent where 64-bit words wrap around and strict where a column is divided by zero."""

    @wraps(rule)
    def quiet(*args: P.args, **kwargs: P.kwargs) -> R:
        with np.errstate(over="ignore", divide="raise", invalid="raise"):
            return rule(*args, **kwargs)

    return quiet


def _signature(rule: Callable[..., object]) -> Any:
    """Read the numba signature off the type hints, so that it is written once.

    One signature a rule is also what makes the cache safe when two processes compile at once: numba numbers a
    rule's variants in the order of their compilation and writes each file in one step, so only several variants
    of one rule could take each other's number.
    """
    hints = typing.get_type_hints(rule, include_extras=True)
    result = _numba_type(hints.pop("return"))
    return result(*map(_numba_type, hints.values()))


def _numba_type(hint: Any) -> Any:
    import numba
    from numba import extending, types

    if isinstance(hint, type) and issubclass(hint, tuple):
        fields = typing.get_type_hints(hint, include_extras=True).values()
        return types.NamedTuple([_numba_type(field) for field in fields], hint)  # type: ignore[no-untyped-call]
    if typing.get_origin(hint) is typing.Annotated:
        kind = hint.__metadata__[0]
        return types.Array(numba.from_dtype(np.dtype(kind.dtype)), kind.dimensions, "C")
    numba_type: Any = extending.as_numba_type
    for known, machine in {np.uint64: types.uint64, Ints: types.int64[::1], Floats: types.float64[::1]}.items():
        numba_type.register(known, machine)
    return numba_type(hint)


@cache
def cache_folder() -> Path:
    """Return the folder of this version's machine code: ``$XDG_CACHE_HOME/truce/<key>``, else below ``~/.cache``.

    Where that cannot be written, warn and use a temporary folder that goes with the process.
    """
    home = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    folder = home / "truce" / _key()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        warnings.warn(f"rules are compiled anew for this process: {error}; set XDG_CACHE_HOME", stacklevel=2)
        folder = Path(tempfile.mkdtemp(prefix="truce-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _key() -> str:
    """Hash what machine code depends on: our sources but those of ``ABOVE``, Python, numba, the processor."""
    import numba
    from numba.core.registry import cpu_target

    processor = cpu_target.target_context.codegen().magic_tuple()
    key = hashlib.sha256(f"{sys.version} {numba.__version__} {processor}".encode())
    key.update(sources().encode())
    return key.hexdigest()[:32]


@cache
def sources() -> str:
    """The sha256, in hex, of every source file that a run depends on: all of this package but the rooms ``ABOVE``."""
    root, told = Path(__file__).parent, hashlib.sha256()
    for path in sorted(path for path in root.rglob("*.py") if path.relative_to(root).parts[0] not in ABOVE):
        content = path.read_bytes()
        told.update(f"\n{path.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    return told.hexdigest()
