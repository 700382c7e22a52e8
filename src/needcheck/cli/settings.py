"""``needcheck settings``: what is remembered of the person."""

from __future__ import annotations

import sys
from dataclasses import replace

from needcheck.cli.context import Context
from needcheck.errors import UsageError


def run_settings(*, authority: str | None, role: str | None, agency: str | None) -> int:
    """Show the settings, after changing those given; an empty text forgets one."""
    context = Context()
    engine = context.engine
    if authority and authority not in engine.authorities:
        known = ", ".join(engine.authorities)
        raise UsageError("there are no criteria for that authority.", hint=f"There are: {known}.")
    if role:
        allowed = engine.bundle(engine.authorities[0]).facts["role"].choice_ids
        if role not in allowed:
            raise UsageError(
                "that is not one of the roles.", hint=f"There are: {', '.join(allowed)}."
            )
    given = {"authority": authority, "role": role, "agency": agency}
    changes = {name: value for name, value in given.items() if value is not None}
    settings = replace(context.settings, **changes)
    if changes:
        sys.stderr.write(f"Saved: {context.remember(settings)}\n")
    for name, value in vars(settings).items():
        sys.stdout.write(f"{name}: {value or 'not set'}\n")
    return 0
