"""What a set of scenarios for rating is made of: cases, variants, and what is told of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from needcheck.case.ratings import Rated, load_ratings, save_ratings
from needcheck.errors import InputError
from needcheck.jobs.team.figures import team_figures
from needcheck.jobs.team.files import read_team
from needcheck.jobs.team.rated_set import told_cases
from needcheck.jobs.team.rating import blind_cases, with_variants
from tests.jobs.teams import ENGINE, ratings, written
from tests.jobs.written import CALM, VARY
from tests.jobs.written import written as scenario

SECOND = VARY.replace("Suspected after all", "Known").replace("A bruise is", "A burn is")


def one(folder: Path, *parts: str) -> Path:
    """A folder with one case, its two variants and more."""
    folder.mkdir()
    scenario(folder, CALM, *(parts or (VARY, SECOND)))
    return folder


def test_variants_are_rated_where_they_are_asked_for(tmp_path: Path) -> None:
    """Without asking, a case stands alone; with it, each variant is a case of its own."""
    folder = one(tmp_path / "set")
    assert [told.name for told in told_cases(folder, variants=False)] == ["scenario.toml"]
    names = [told.name for told in told_cases(folder, variants=True)]
    assert names == ["scenario.toml", "scenario.toml#1", "scenario.toml#2"]
    blind = {c.rated.path: c for c in blind_cases(folder, ENGINE, "facts", "R1", variants=True)}
    assert set(blind) == set(names)
    digests = {case.rated.sha256 for case in blind.values()}
    assert len(digests) == 3
    changed = blind["scenario.toml#1"]
    assert "A story." in changed.about
    assert changed.about.endswith("What is different: A bruise is seen.")
    assert changed.answers is not None
    assert changed.answers.facts["harm"] == "suspected"


def test_a_hash_in_the_name_of_a_file_is_no_variant(tmp_path: Path) -> None:
    """Going on with ratings asks for variants only where some were rated."""
    folder = tmp_path / "set"
    (folder / "set#2").mkdir(parents=True)
    scenario(folder / "set#2", CALM, VARY)
    (folder / "set#2" / "scenario.toml").rename(folder / "set#2" / "case #3.toml")
    for variants in (False, True):
        blind = blind_cases(folder, ENGINE, "facts", "R1", variants=variants)
        file = tmp_path / f"{variants}.toml"
        save_ratings(file, written("R1", str(folder), [case.rated for case in blind]), None)
        assert with_variants(load_ratings(file)) is variants


def test_another_story_of_the_case_changes_its_variants(tmp_path: Path) -> None:
    """A variant is read after its case: whoever changes that story asks for both again."""
    folder = one(tmp_path / "set")
    before = {told.name: told.digest for told in told_cases(folder, variants=True)}
    path = folder / "scenario.toml"
    path.write_text(path.read_text("utf-8").replace("A story.", "Another story."), "utf-8")
    after = {told.name: told.digest for told in told_cases(folder, variants=True)}
    assert all(before[name] != after[name] for name in before)


def test_what_the_people_in_the_story_made_of_it_is_kept_from_raters(tmp_path: Path) -> None:
    """Who is to judge alone does not read somebody else's judgement, unless all is shown."""
    folder = one(tmp_path / "set", VARY)
    path = folder / "scenario.toml"
    text = path.read_text("utf-8").replace(
        "learning_points", 'weighed = "LOW, SHE SAYS."\nlearning_points', 1
    )
    path.write_text(text, "utf-8")
    shown = {
        what: blind_cases(folder, ENGINE, what, "R1")[0].about for what in ("story", "facts", "all")
    }
    assert "LOW" not in shown["story"] + shown["facts"]
    assert shown["all"].endswith("LOW, SHE SAYS.")


def test_a_variant_without_a_story_cannot_be_told_alone(tmp_path: Path) -> None:
    """Where only the story is shown, a variant that tells nothing would be its case again."""
    folder = one(tmp_path / "set", VARY.replace('about = "A bruise is seen."\n', ""))
    assert len(blind_cases(folder, ENGINE, "facts", "R1", variants=True)) == 2
    with pytest.raises(InputError, match="no story"):
        blind_cases(folder, ENGINE, "story", "R1", variants=True)


def test_a_team_that_rated_variants_sees_them_apart(tmp_path: Path) -> None:
    """Agreement has a row for each, with its own expectation and name."""
    folder = one(tmp_path / "set")
    paths = []
    for code in ("R1", "R2"):
        cases = blind_cases(folder, ENGINE, "facts", code, variants=True)
        chosen = [_choose(case.rated) for case in cases]
        path = tmp_path / f"ratings-{code}.toml"
        save_ratings(path, written(code, "set", sorted(chosen, key=lambda r: r.path)), None)
        assert with_variants(load_ratings(path))
        paths.append(path)
    (scale,) = team_figures(read_team(paths, ENGINE, folder)).scales
    assert [row.title for row in scale.rows] == [
        "A small one.", "A small one. / Suspected after all", "A small one. / Known",
    ]  # fmt: skip
    assert [scale.names[row.expected or 0] for row in scale.rows] == [
        "Universal services", "Specialist support", "Specialist support",
    ]  # fmt: skip


def _choose(rated: Rated) -> Rated:
    return rated.model_copy(update={"outcome": "universal"})


def test_files_with_and_without_variants_do_not_go_together(tmp_path: Path) -> None:
    """One rater with variants and one without rated two sets."""
    folder = one(tmp_path / "set")
    cases = blind_cases(folder, ENGINE, "facts", "R1", variants=True)
    first, second = tmp_path / "r1.toml", tmp_path / "r2.toml"
    save_ratings(first, written("R1", "set", [case.rated for case in cases]), None)
    save_ratings(second, ratings(folder, "R2", ["universal"]), None)
    assert not with_variants(load_ratings(second))
    with pytest.raises(InputError, match="another set of scenarios"):
        read_team([first, second], ENGINE, folder)


def test_a_folder_that_is_shipped_is_found_by_its_name(tmp_path: Path) -> None:
    """Who rated shipped scenarios by their short name need not say where they are."""
    shipped = ENGINE.root / "scenarios" / "training" / "islington"
    cases = sorted(blind_cases(shipped, ENGINE, "story", "R1"), key=lambda c: c.rated.path)
    path = tmp_path / "r1.toml"
    save_ratings(path, written("R1", "islington", [c.rated for c in cases], "story"), None)
    found = read_team([path], ENGINE, None)
    assert found.no_folder == ""
    assert len(found.scenarios) == len(cases)
    save_ratings(
        path,
        written("R1", "islington", [cases[0].rated.model_copy(update={"path": "x.toml"})], "story"),
        load_ratings(path).fingerprint,
    )
    assert "not here" in read_team([path], ENGINE, None).no_folder
