"""Three-valued truth after Kleene: ``True``, ``False`` and ``None`` for unknown."""

from __future__ import annotations

from collections.abc import Iterable

Truth = bool | None


def negate(value: Truth) -> Truth:
    """Not: unknown stays unknown."""
    return None if value is None else not value


def conjoin(values: Iterable[Truth]) -> Truth:
    """And: one surely false decides, else one unknown leaves it unknown. Empty is true."""
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def disjoin(values: Iterable[Truth]) -> Truth:
    """Or: one surely true decides, else one unknown leaves it unknown. Empty is false."""
    result: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result


def fires(when: Truth, unless: Truth) -> Truth:
    """Tell whether a rule fires: ``when`` surely true and ``unless`` not surely true.

    A stated concern stands until a stated answer holds it, so silence on ``unless`` does not
    weaken it. Unknown where it does not fire yet but may.
    """
    if when is True and unless is not True:
        return True
    return conjoin((when, negate(unless)))
