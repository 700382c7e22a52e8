"""From a data folder to one checked bundle: what is found, what is refused, and where."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from needcheck.criteria.bundle import Bundle
from needcheck.criteria.load import authority_ids, clauses, data_root, load
from needcheck.errors import CriteriaError, UsageError
from needcheck.recommend.compile import compile_pathway
from tests import small

VISIT = "authorities/toytown/visit.toml"
CONTACTS = "authorities/toytown/contacts.toml"
ACTIONS = "authorities/toytown/actions.toml"
QUESTIONS = "framework/questions.toml"


def loaded(root: Path, changes: Mapping[str, str] | None = None) -> Bundle:
    """The toy authority from files, some of them changed."""
    return load("toytown", small.write(root, changes))


def fault(root: Path, changes: Mapping[str, str]) -> CriteriaError:
    """What loading and compiling changed files says."""
    with pytest.raises(CriteriaError) as caught:
        compile_pathway(loaded(root, changes), "visit")
    return caught.value


def line(text: str, part: str) -> int:
    """The line of the first appearance of a part, from 1."""
    return text[: text.index(part)].count("\n") + 1


def test_the_data_of_this_checkout_is_found() -> None:
    """Without a root the data beside the source, or in the package, is used."""
    assert (data_root() / "framework" / "level.toml").is_file()
    assert "hull" in authority_ids(data_root())


def test_an_authority_is_found_by_its_folder(tmp_path: Path) -> None:
    """Facts, prompts, contacts, pathways and sets come from the files, in file order."""
    bundle = loaded(tmp_path)
    assert authority_ids(tmp_path) == ("toytown",)
    assert list(bundle.facts) == list(small.bundle().facts)
    assert bundle.prompts == small.bundle().prompts
    assert list(bundle.pathways) == ["visit"]
    assert bundle.authority.name == "Toytown"
    assert bundle.edition == "May 2018"
    assert bundle.authority.saying("emergency").text == "Immediate danger: 999."
    assert bundle.topics == {"play", "safety"}


def test_an_unknown_authority_is_told_which_there_are(tmp_path: Path) -> None:
    """A wrong name is the user's mistake and is answered with the right ones."""
    small.write(tmp_path)
    with pytest.raises(UsageError, match="There are: toytown"):
        load("atlantis", tmp_path)


def test_an_unknown_pathway_is_told_which_there_are(tmp_path: Path) -> None:
    """A wrong pathway is answered with those of the authority."""
    with pytest.raises(UsageError, match="There is: visit"):
        loaded(tmp_path).pathway("walk")


def test_a_folder_without_authority_file_is_none(tmp_path: Path) -> None:
    """Only a folder with an ``authority.toml`` counts."""
    small.write(tmp_path)
    (tmp_path / "authorities" / "empty").mkdir()
    assert authority_ids(tmp_path) == ("toytown",)


# What is changed in one file, and what the error then says; {line} is the line of the changed part.
FAULTS = [
    (VISIT, 'outcome = "go"', 'outcom = "go"', "unknown key 'outcom', did you mean 'outcome'?"),
    (VISIT, 'when = "worried"', 'when = "worrid"', "did you mean worried"),
    (VISIT, 'unless = "asked"', 'unless = "askd"', "did you mean asked"),
    (VISIT, 'id = "go_worried"', 'id = "Go worried"', "this is no id: an id has lower-case"),
    (
        VISIT,
        'outcome = "go"',
        'outcome = "gone"',
        "there is no outcome gone; there is: go, not_yet",
    ),
    (QUESTIONS, 'id = "grade"', 'id = "age"', "the fact age stands twice"),
    (QUESTIONS, "minimum = 0", 'minimum = "none"', "whole number"),
    (CONTACTS, 'phone = "01234 567890"', "phone = 1234", "must be text in quotes"),
    (CONTACTS, 'phone = "01234 567890"', 'phone = "01234', "this is not valid TOML"),
    (ACTIONS, 'contact = "desk"', 'contact = "shop"', "there is no contact shop; there is: desk"),
    (
        ACTIONS,
        'text = "Ring the desk."',
        'text = "Ring."\nwhen = "no_such"',
        "no fact or condition",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), FAULTS, ids=[f[3] for f in FAULTS])
def test_a_fault_names_file_and_line(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    """Whatever is wrong in a criteria file is found at load, with the file and a line near it."""
    files = {**small.FILES, VISIT: 'include = ["standing"]\n' + small.FILES[VISIT]}
    changed = files[file].replace(old, new, 1)
    assert changed != files[file]
    error = fault(tmp_path, {**files, file: changed})
    assert said in str(error)
    assert Path(error.place.file).name == Path(file).name or "twice" in said
    if "twice" not in said:
        assert error.place.line is not None
        assert abs(error.place.line - line(changed, new)) <= 6


def test_a_wrong_condition_is_found_at_its_own_line(tmp_path: Path) -> None:
    """The line is that of the condition, not of the rule's head; the caret is within it."""
    text = small.PATHWAY.replace('unless = "asked"', 'unless = "worried and askd"')
    error = fault(tmp_path, {VISIT: text})
    assert (error.place.line, error.place.column) == (line(text, "unless"), 12)
    assert str(error).endswith("  worried and askd\n              ^")


def test_two_pathways_may_use_one_id_and_errors_tell_them_apart(tmp_path: Path) -> None:
    """An error names the file of its own pathway, although another has an element of that id."""
    other = small.PATHWAY.replace('id = "visit"', 'id = "walk"')
    wrong = small.PATHWAY.replace('when = "worried"', 'when = "worrid"')
    assert fault(tmp_path, {VISIT: wrong, "authorities/toytown/walk.toml": other}).place.file == (
        "toytown/visit.toml"
    )


def test_a_pathway_stands_once(tmp_path: Path) -> None:
    """Two files with one pathway id are refused; none of them wins in silence."""
    with pytest.raises(CriteriaError, match="the pathway visit stands twice"):
        loaded(tmp_path, {"authorities/toytown/walk.toml": small.PATHWAY})


@pytest.mark.parametrize("kind", ["rule", "outcome", "query", "action", "offer", "requirement"])
def test_an_id_stands_once_in_a_pathway(tmp_path: Path, kind: str) -> None:
    """Of two elements with one id one would be lost, so both are refused."""
    parts = {
        "rule": small.PATHWAY[small.PATHWAY.index("[[rule]]") :],
        "outcome": '[[outcome]]\nid = "go"\nname = "Go"\ncites = ["TOY-1"]\n',
        "query": '[[query]]\nid = "q"\nwhen = "asked"\ntext = "?"\ncites = ["TOY-1"]\n',
        "action": '[[action]]\nid = "a"\nkind = "do"\ntext = "!"\ncites = ["TOY-1"]\n',
        "offer": '[[offer]]\nid = "o"\nwhen = "asked"\ntext = "o"\nif_text = "i"\n'
        'not_text = "n"\ncites = ["TOY-1"]\n',
        "requirement": '[[requirement]]\nid = "r"\nwhen = "asked"\ntext = "m"\nunmet = "u"\n'
        'unknown = "k"\ncites = ["TOY-1"]\n',
    }
    twice = parts[kind] if kind in ("rule", "outcome") else parts[kind] * 2
    error = fault(tmp_path, {VISIT: small.PATHWAY + twice})
    assert f"the {kind} " in error.message
    assert "stands twice" in error.message
    assert error.place.file == "toytown/visit.toml"


def test_a_shared_action_must_not_meet_its_own_id_again(tmp_path: Path) -> None:
    """An included action and an own one of the same id are refused."""
    own = '[[action]]\nid = "ring"\nkind = "do"\ntext = "!"\ncites = ["TOY-1"]\n'
    text = 'include = ["standing"]\n' + small.PATHWAY + own
    assert "the action ring stands twice" in fault(tmp_path, {VISIT: text}).message


def test_an_unknown_action_set_is_refused(tmp_path: Path) -> None:
    """``include`` names sets that exist."""
    text = 'include = ["nothing"]\n' + small.PATHWAY
    assert (
        "there is no action set nothing; there is: standing"
        in fault(tmp_path, {VISIT: text}).message
    )


@pytest.mark.parametrize(
    ("when", "chain"),
    [
        ("one", "one -> one"),
        ("two", "one -> two -> one"),
        ("not (asked or two)", "one -> two -> one"),
        ("three", "one -> three -> two -> one"),
    ],
)
def test_a_condition_that_rests_on_itself_is_refused(tmp_path: Path, when: str, chain: str) -> None:
    """Named conditions may not go in a circle, through ``unless`` neither; the circle is shown."""
    parts = [("one", when, ""), ("two", "one", ""), ("three", "worried", "two")]
    text = small.PATHWAY + "".join(
        f'[[derived]]\nid = "{name}"\ntext = "t"\n[[derived.any]]\nwhen = "{own}"\n'
        f'unless = "{unless}"\ncites = ["TOY-1"]\n'
        for name, own, unless in parts
    )
    error = fault(tmp_path, {VISIT: text})
    assert chain in error.message
    assert error.place.line == line(text, 'id = "one"') - 1


def test_named_conditions_may_build_on_one_another(tmp_path: Path) -> None:
    """A condition may use another in both its parts, as long as there is no circle."""
    text = small.PATHWAY + "".join(
        f'[[derived]]\nid = "{name}"\ntext = "t"\n[[derived.any]]\nwhen = "{when}"\n'
        'unless = "base"\ncites = ["TOY-1"]\n'
        for name, when in (("left", "base"), ("right", "left or base"))
    )
    text += (
        '[[derived]]\nid = "base"\ntext = "t"\n[[derived.any]]\nwhen = "asked"\ncites = ["TOY-1"]\n'
    )
    assert set(compile_pathway(loaded(tmp_path, {VISIT: text}), "visit").derived) == {
        *("left", "right", "base"),
    }


def test_an_authority_takes_a_framework_pathway_with_its_own_names(tmp_path: Path) -> None:
    """With ``uses`` the rules come from the framework, and outcomes must be the same, in order."""
    head, _ = small.PATHWAY.split("[[rule]]")
    changes = {
        "framework/level.toml": small.PATHWAY.replace('id = "visit"', 'id = "level"'),
        VISIT: 'uses = "level"\n' + head.replace('"Go"', '"Leave"'),
    }
    bundle = loaded(tmp_path, changes)
    own = bundle.pathway("visit")
    assert [o.name for o in own.outcomes] == ["Leave", "Not yet"]
    assert [r.id for r in own.rules] == ["go_worried"]
    assert bundle.place("rule:go_worried", "visit").file == "framework/level.toml"
    less = {**changes, VISIT: changes[VISIT].replace('id = "go"', 'id = "leave"')}
    with pytest.raises(CriteriaError, match="must list the outcomes of level in its order"):
        load("toytown", small.write(tmp_path, less))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A file that is not there is named, in one sentence."""
    small.write(tmp_path)
    (tmp_path / ACTIONS).unlink()
    with pytest.raises(CriteriaError, match=r"actions\.toml: there is no such file"):
        load("toytown", tmp_path)


def test_contacts_and_own_facts_may_be_left_out(tmp_path: Path) -> None:
    """A document that prints no contact and needs no fact of its own has no such files."""
    small.write(tmp_path)
    (tmp_path / CONTACTS).unlink()
    assert not load("toytown", tmp_path).contacts


def test_the_digest_is_that_of_the_contents_and_not_of_the_text(tmp_path: Path) -> None:
    """Comments, spaces and the place of the folder do not change the digest; any value does."""
    first = loaded(tmp_path / "one").sha256
    commented = {VISIT: "# a comment\n" + small.PATHWAY.replace(" = ", "   =   ")}
    assert len(first) == 64
    assert loaded(tmp_path / "elsewhere").sha256 == first
    assert loaded(tmp_path / "two", commented).sha256 == first
    for number, (file, text) in enumerate(small.FILES.items()):
        key = next(k for k in ("ask", "title", "name", "text") if f'{k} = "' in text)
        changed = text.replace(f'{key} = "', f'{key} = "x', 1)
        assert loaded(tmp_path / str(number), {file: changed}).sha256 != first


def test_shipped_criteria_load_and_compile_the_same_twice(data_folder: Path) -> None:
    """Loading is a function of the files alone."""
    for name in authority_ids(data_folder):
        one, two = load(name, data_folder), load(name, data_folder)
        assert one.sha256 == two.sha256
        for pathway in one.pathways:
            assert compile_pathway(one, pathway).trees == compile_pathway(two, pathway).trees


def test_a_register_is_read_apart(data_folder: Path) -> None:
    """The register of clauses is keyed by clause id."""
    register = clauses("hull", data_folder)
    assert register["HUL-133"].id == "HUL-133"
    assert all(key == clause.id for key, clause in register.items())
