"""Several truths of a row as the bits of one number, and back to their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from needcheck.readings.columns import Program

if TYPE_CHECKING:
    import narwhals as nw

HALF, MOST_BITS = 31, 62


@dataclass(frozen=True)
class Mask:
    """A column of bits and what each stands for, the lowest first."""

    column: str
    names: tuple[str, ...]


def masked(program: Program, truths: Sequence[str], names: tuple[str, ...]) -> Mask:
    """One column of bits for columns of truths without nulls; ValueError for too many."""
    import narwhals as nw

    if len(names) > MOST_BITS:
        raise ValueError(f"more than {MOST_BITS} names do not fit one column of bits")

    def make(*columns: nw.Expr) -> nw.Expr:
        kind = nw.Int32 if len(columns) < HALF else nw.Int64
        bits = (c.cast(kind) * nw.lit(1 << i, dtype=kind) for i, c in enumerate(columns))
        return nw.sum_horizontal(*bits)

    return Mask(program.put("mask", truths, make), names)


def names_of(mask: Mask, bits: int) -> str:
    """The names of the bits that are set, with ``;`` between them."""
    return ";".join(name for i, name in enumerate(mask.names) if bits >> i & 1)
