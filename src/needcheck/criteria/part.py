"""What everything in a criteria file shares: ids, conditions as text, and where it comes from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
ClauseId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,6}-[0-9]{1,4}$")]
Condition = str


class Part(BaseModel):
    """Anything in a criteria file: frozen, unknown keys refused, input never echoed."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, populate_by_name=True
    )


class Element(Part):
    """A part that says where it comes from."""

    cites: tuple[ClauseId, ...] = ()
    basis: Literal["document", "needcheck"] = "document"
    why: str = ""

    @model_validator(mode="after")
    def _has_a_source(self) -> Element:
        if self.basis == "document" and not self.cites:
            raise ValueError('give cites = ["..."], or basis = "needcheck" with a why')
        if self.basis == "needcheck" and not self.why:
            raise ValueError('basis = "needcheck" needs a why')
        return self
