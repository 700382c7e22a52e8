"""``needcheck compare``: one case under every authority."""

from __future__ import annotations

import sys
from dataclasses import asdict

from needcheck.cli.context import Context
from needcheck.cli.given import Request, given
from needcheck.jobs.compare import compare


def run_compare(source: str, *, as_of: str, plain: bool, json: bool, data: str = "") -> int:
    """Print what each authority would decide on the same answers."""
    context = Context(plain=plain, data=data)
    found = given(Request(answers=source), context)
    day = found.as_of.isoformat() if found.as_of else ""
    compared = compare(found.raw, found.place_of, context.engine, context.moment(as_of or day))
    if json:
        from needcheck.output.envelope import assess_data, dumps, envelope

        listed = [
            {
                "authority": one.authority,
                "results": [assess_data(rec) for rec in one.results],
                "left_out": [asdict(left) for left in one.left_out],
                "unread": list(one.unread),
            }
            for one in compared
        ]
        sys.stdout.write(dumps(envelope("compare", "done", {"authorities": listed})))
        return 0
    from needcheck.output.comparison import comparison

    context.print_page(comparison(compared))
    return 0
