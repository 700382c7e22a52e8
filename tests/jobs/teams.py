"""A small set of scenarios and a team that rated it, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from needcheck.case.ratings import Rated, Rater, Ratings, Shown, save_ratings
from needcheck.jobs.engine import Engine
from needcheck.jobs.team.rating import blind_cases, criteria_seen

ENGINE = Engine()
WHEN = "2026-11-20T10:00:00+00:00"
LEVELS = ("universal", "additional", "targeted", "specialist", "not_yet")


def scenario(
    path: Path,
    outcome: str = "",
    *,
    pathway: str = "level",
    authority: str = "hull",
    more: str = "",
) -> Path:
    """Write a scenario whose title gives the answer away, as titles may."""
    path.parent.mkdir(parents=True, exist_ok=True)
    expect = f'[expect]\noutcome = "{outcome}"\n' if outcome else ""
    path.write_text(
        f'[scenario]\ntitle = "TITLE says {outcome}."\n'
        f'about = """\nThe story of child {path.stem[1:]}.\n"""\n'
        f'learning_points = ["POINT"]\ntags = ["TAG"]\nauthority = "{authority}"\n'
        f'pathway = "{pathway}"\nas_of = 2026-11-20\n\n[answers]\nharm = "no"\nage = 8\n'
        f'impact = "some"\nseverity = "low"\n{more}\n[answers.words]\nimpact = "WORDS"\n\n{expect}',
        "utf-8",
    )
    return path


def set_of(folder: Path, outcomes: Sequence[str]) -> Path:
    """A folder of scenarios ``s1.toml`` ... with these expected outcomes."""
    for number, outcome in enumerate(outcomes, 1):
        scenario(folder / f"s{number:02}.toml", outcome)
    return folder


def ratings(
    folder: Path,
    code: str,
    chosen: Sequence[str],
    answers: Sequence[Mapping[str, str]] = (),
    shown: Shown = "facts",
) -> Ratings:
    """One rater's choices, in the order of the scenarios' names; "" for not rated."""
    cases = sorted(blind_cases(folder, ENGINE, shown, code), key=lambda case: case.rated.path)
    given = [*answers, *({} for _ in cases[len(answers) :])]
    rated = [
        case.rated.model_copy(update={"outcome": outcome, "answers": dict(said)})
        for case, outcome, said in zip(cases, chosen, given, strict=True)
    ]
    return written(code, folder.name, rated, shown).model_copy(
        update={"criteria": criteria_seen(cases)}
    )


def written(code: str, folder: str, rated: Sequence[Rated], shown: Shown = "facts") -> Ratings:
    """A file's content from its scenarios."""
    rater = Rater(code=code, shown=shown, started=WHEN, updated=WHEN)
    return Ratings(rater=rater, folder=folder, scenario=tuple(rated))


def team(folder: Path, where: Path, choices: Mapping[str, Sequence[str]]) -> list[Path]:
    """One file for each rater, in ``where``."""
    where.mkdir(exist_ok=True)
    paths = []
    for code, chosen in choices.items():
        path = where / f"ratings-{code}.toml"
        save_ratings(path, ratings(folder, code, chosen), None)
        paths.append(path)
    return paths
