"""What a council lays over the shipped criteria: what changes, what is said, what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from needcheck.criteria.bundle import Bundle
from needcheck.criteria.layered import authorities, load_layered
from needcheck.criteria.load import data_root, load
from needcheck.errors import CriteriaError, UsageError
from tests import small

FOLDER = "authorities/toytown"
DESK = """
[[contact]]
id = "desk"
name = "The desk"
phone = "09999 888888"
printed_in = "Letter of 1 November 2026"
checked_on = "2026-11-02"
cites = ["TOY-1"]
"""
ACTION = """
[[set]]
id = "standing"

[[set.action]]
id = "{name}"
kind = "do"
text = "{text}"
contact = "desk"
cites = ["TOY-1"]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The shipped data: one authority, whose one action names the number in its text."""
    text = small.ACTIONS.replace("Ring the desk.", "Ring the desk on 01234 567890.")
    return small.write(tmp_path / "shipped", {f"{FOLDER}/actions.toml": text})


def overlay(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a council's own data folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def laid(root: Path, files: Mapping[str, str], name: str = "toytown") -> Bundle:
    """An authority with one overlay."""
    return load_layered(name, root, [overlay(root.parent / "council", files)])


def fault(root: Path, files: Mapping[str, str], name: str = "toytown") -> CriteriaError:
    """What is said of an overlay that is wrong."""
    with pytest.raises(CriteriaError) as caught:
        laid(root, files, name)
    assert caught.value.exit_code == 3
    return caught.value


# What is replaced, and what stays


def test_without_an_overlay_nothing_changes(root: Path) -> None:
    """The same bundle and digest as without the possibility of overlays."""
    assert load_layered("toytown", root) == load("toytown", root)
    assert load_layered("toytown", root).overlays == ()


def test_one_contact_is_replaced_and_the_rest_stays(root: Path) -> None:
    """The usual case: contacts.toml alone; nothing else is other than shipped."""
    bundle, shipped = laid(root, {f"{FOLDER}/contacts.toml": DESK}), load("toytown", root)
    assert bundle.contacts["desk"].phone == "09999 888888"
    assert bundle.contacts["desk"].checked_on == "2026-11-02"
    assert (bundle.facts, bundle.pathways) == (shipped.facts, shipped.pathways)
    assert bundle.sha256 != shipped.sha256


def test_texts_say_the_new_number(root: Path) -> None:
    """A number that texts repeat changes with the contact: nobody rings the old one."""
    action = laid(root, {f"{FOLDER}/contacts.toml": DESK}).sets["standing"].actions[0]
    assert action.text == "Ring the desk on 09999 888888."


def test_what_is_laid_over_is_said(root: Path) -> None:
    """Folder name, what it does, edition and digest; never the path."""
    bundle = laid(root, {f"{FOLDER}/contacts.toml": DESK})
    (said,) = bundle.overlays
    assert said.startswith("council: changes toytown (May 2018) in contacts.toml, sha256 ")
    assert str(root.parent) not in said
    assert bundle.laid[0].sha256[:12] in said
    other = laid(root, {f"{FOLDER}/contacts.toml": DESK.replace("desk", "desk", 1) + "# a note\n"})
    assert other.laid[0].sha256 == bundle.laid[0].sha256
    changed = laid(root, {f"{FOLDER}/contacts.toml": DESK.replace("09999", "08888")})
    assert changed.laid[0].sha256 != bundle.laid[0].sha256


def test_layers_lie_over_one_another(root: Path, tmp_path: Path) -> None:
    """The last folder has the last word; both are named, the lower first."""
    one = overlay(tmp_path / "one", {f"{FOLDER}/contacts.toml": DESK})
    later = DESK.replace("09999 888888", "07777 777777")
    two = overlay(tmp_path / "two", {f"{FOLDER}/contacts.toml": later})
    bundle = load_layered("toytown", root, [one, two])
    assert bundle.contacts["desk"].phone == "07777 777777"
    assert bundle.sets["standing"].actions[0].text.endswith("07777 777777.")
    assert [o.folder for o in bundle.laid] == ["one", "two"]


def test_an_action_in_a_set_is_replaced_in_its_place_or_added(root: Path) -> None:
    """Sets are laid over action by action: known ids in place, new ones at the end."""
    changed = ACTION.format(name="ring", text="Write.") + ACTION.format(
        name="wait", text="Wait."
    ).replace('[[set]]\nid = "standing"\n', "")
    actions = laid(root, {f"{FOLDER}/actions.toml": changed}).sets["standing"].actions
    assert [(a.id, a.text) for a in actions] == [("ring", "Write."), ("wait", "Wait.")]


def test_an_element_can_be_left_out_by_name(root: Path) -> None:
    """``without`` takes out what is there, and refuses what is not."""
    gone = {f"{FOLDER}/actions.toml": 'without = ["action:ring"]\n'}
    assert laid(root, gone).sets["standing"].actions == ()
    wrong = fault(root, {f"{FOLDER}/actions.toml": '\nwithout = ["action:rang"]\n'})
    assert "there is no action:rang to leave out" in wrong.message
    assert (wrong.place.file, wrong.place.line) == (f"council/{FOLDER}/actions.toml", 2)


def test_a_pathway_is_replaced_whole_or_laid_over_by_id(root: Path) -> None:
    """Without ``extends`` the file replaces the file; with it, element by element."""
    whole = small.PATHWAY.replace("You are worried.", "All new.")
    assert laid(root, {f"{FOLDER}/visit.toml": whole}).pathway("visit").rules[0].text == "All new."
    rule = small.PATHWAY[small.PATHWAY.index("[[rule]]") :].replace("go_worried", "go_asked")
    over = laid(root, {f"{FOLDER}/visit.toml": f'extends = "visit"\n{rule}'}).pathway("visit")
    assert [r.id for r in over.rules] == ["go_worried", "go_asked"]
    assert over.title == "A visit"
    wrong = fault(root, {f"{FOLDER}/visit.toml": f'extends = "walk"\n{rule}'})
    assert "is the pathway visit" in wrong.message


def test_a_whole_authority_replaces_the_shipped_one(root: Path) -> None:
    """An authority file without ``extends`` stands alone: nothing below is used in silence."""
    files = {k: v for k, v in small.FILES.items() if k.startswith("authorities")}
    head = small.AUTHORITY.replace('"Toytown"', '"New"', 1)
    own = {**files, f"{FOLDER}/authority.toml": head, f"{FOLDER}/contacts.toml": DESK}
    bundle = laid(root, own)
    assert bundle.laid[0].does == "replaces"
    del own[f"{FOLDER}/actions.toml"]
    council = root.parent / "council" / FOLDER / "actions.toml"
    council.unlink()
    assert "there is no actions.toml beside this file" in fault(root, own).message


# A new authority that builds on another

NEW = """
id = "new_town"
name = "New Town"
extends = "toytown"

[document]
title = "Ours"
publisher = "New Town"
date = "2026"
verify = "Ask."
cites = ["NEWT-1"]
"""
OWN_DESK = DESK.replace("The desk", "Our bureau")
WORDS = '\n[instead]\n"the desk" = "the bureau"\n'


def new_town(head: str = NEW + WORDS, contacts: str = OWN_DESK) -> dict[str, str]:
    """The files of the new authority."""
    files = {"authority.toml": head, "contacts.toml": contacts}
    return {f"authorities/new_town/{name}": text for name, text in files.items() if text}


def test_a_new_authority_takes_over_all_but_what_is_its_own(root: Path) -> None:
    """Pathways and actions come from the other; document, contacts and words are its own."""
    bundle = laid(root, new_town(), "new_town")
    assert list(bundle.pathways) == ["visit"]
    assert bundle.authority.name == "New Town"
    assert bundle.edition == "2026"
    action = bundle.sets["standing"].actions[0]
    assert action.text == "Ring the bureau on 09999 888888."
    assert bundle.laid[0].does == "adds"
    assert bundle.sha256 != load("toytown", root).sha256


def test_what_is_taken_over_is_never_shown_as_the_new_document_s(root: Path) -> None:
    """Every element of the other document says that it was taken over, and from where."""
    bundle = laid(root, new_town(), "new_town")
    rule = bundle.pathway("visit").rules[0]
    assert rule.basis == "needcheck"
    assert rule.why == "Taken over from the criteria of Toytown (May 2018)."
    assert rule.cites == ("TOY-1",)


def test_no_contact_is_taken_over(root: Path) -> None:
    """INV-30: a contact that an action needs and the new authority does not give is an error."""
    error = fault(root, new_town(contacts=""), "new_town")
    assert "gives every contact itself; missing in contacts.toml: desk" in error.message
    assert error.place.file == "council/authorities/new_town/authority.toml"


def test_no_text_names_a_contact_of_the_other(root: Path) -> None:
    """INV-30: a name that is left in a text is an error that says which."""
    error = fault(root, new_town(NEW), "new_town")
    assert "texts still name what belongs to another authority" in error.message
    assert '"The desk"' in error.message


def test_no_text_says_a_number_of_the_other(root: Path) -> None:
    """INV-30: texts say the number of the contact of the same id; one without is an error."""
    error = fault(root, new_town(contacts=OWN_DESK.replace("phone", "url")), "new_town")
    assert "texts name the phone of the contact desk as it was" in error.message


def test_of_hull_nothing_is_left_in_a_new_council(tmp_path: Path) -> None:
    """INV-30 with real data: without words of its own every mark of Hull is named."""
    files = {
        "authorities/new_town/authority.toml": NEW.replace("toytown", "hull"),
        "authorities/new_town/contacts.toml": "".join(
            OWN_DESK.replace('"desk"', f'"{name}"') + 'email = "to@fill"\n'
            for name in load("hull").contacts
        ),
    }
    with pytest.raises(CriteriaError) as caught:
        load_layered("new_town", data_root(), [overlay(tmp_path / "council", files)])
    for mark in ('"EHASH"', '"EHASH Referral Form"', '"Hull"'):
        assert mark in caught.value.message
    assert "01482" not in caught.value.message


def test_a_pathway_that_does_not_fit_is_left_out_by_name(root: Path) -> None:
    """``without = ["pathway:x"]``; a name that is not there is an error."""
    head = NEW.replace("[document]", 'without = ["pathway:visit"]\n\n[document]') + WORDS
    assert not laid(root, new_town(head), "new_town").pathways
    wrong = fault(root, new_town(head.replace("pathway:visit", "pathway:walk")), "new_town")
    assert "there is: visit" in wrong.message


@pytest.mark.parametrize(
    ("extends", "said"),
    [
        ({"one": "two", "two": "one"}, "one -> two -> one"),
        ({"one": "two", "two": "three", "three": "two"}, "one -> two -> three -> two"),
        ({"one": "one"}, "no such authority below"),
        ({"one": "atlantis"}, "no such authority below to build on; there is: one, toytown"),
        ({f"a{n}": f"a{n + 1}" for n in range(40)}, "may build on one another"),
    ],
)
def test_a_circle_is_refused(root: Path, extends: Mapping[str, str], said: str) -> None:
    """Authorities that build on one another in a circle, or on none, are the author's error."""
    files = {
        f"authorities/{name}/authority.toml": NEW.replace("new_town", name).replace("toytown", base)
        for name, base in extends.items()
    }
    error = fault(root, files, next(iter(extends)))
    assert said in error.message
    assert error.place.line == 4


# What is refused: a broken overlay never falls back

BROKEN = [
    ({"authorities/toytwon/contacts.toml": DESK}, "no authority of this id to change", None),
    ({"authorities/Toytown/contacts.toml": DESK}, "no authority of this id to change", None),
    ({"authorities/a-b/authority.toml": NEW}, "an authority's id has small letters", None),
    ({"contacts.toml": DESK}, "holds authorities/<id>/", None),
    ({"contacts.toml": DESK, f"{FOLDER}/.x": ""}, "this is not read", None),
    ({"authorities/contacts.toml": DESK}, "this is not read", None),
    ({f"{FOLDER}/contacts.toml.txt": DESK}, "this is not read", None),
    ({"authority/toytown/contacts.toml": DESK, f"{FOLDER}/.x": ""}, "this is not read", None),
    ({"framework/level.toml": small.PATHWAY, f"{FOLDER}/.x": ""}, "cannot be overlaid", None),
    ({"elsewhere/contacts.toml": DESK}, "holds authorities/<id>/", None),
    ({f"{FOLDER}/contacts.toml": DESK.replace("phone", "phnoe")}, "did you mean 'phone'", 5),
    ({f"{FOLDER}/contacts.toml": DESK.replace('"09999 888888"', "9999")}, "text in quotes", 5),
    ({f"{FOLDER}/contacts.toml": DESK.replace("printed_in", "# ")}, "'printed_in' is missing", 2),
    ({f"{FOLDER}/contacts.toml": DESK.replace("2026-11-02", "")}, "checked_on", 7),
    ({f"{FOLDER}/contacts.toml": DESK.replace("2026-11-02", "today")}, "checked_on", 7),
    ({f"{FOLDER}/contacts.toml": DESK + DESK}, "the contact desk stands twice", 10),
    ({f"{FOLDER}/contacts.toml": DESK.replace('"desk"', '"dsek"')}, "replaces none", 2),
    ({f"{FOLDER}/contacts.toml": DESK.replace("phone", "url")}, "give a new one", 2),
    ({f"{FOLDER}/contacts.toml": "[[contact]\n"}, "not valid TOML", 1),
    ({f"{FOLDER}/contacts.toml": 'extends = "toytown"\n' + DESK}, "unknown key 'extends'", 1),
    ({f"{FOLDER}/contacts.toml": 'contacts = "x"\n'}, "write [[contact]] instead", 1),
    ({f"{FOLDER}/contact.toml": DESK}, "unknown key 'contact'", None),
    ({f"{FOLDER}/walk.toml": 'extends = "walk"\n' + small.PATHWAY}, "none of this name below", 1),
    ({f"{FOLDER}/visit.toml": 'extends = 3\nid = "visit"\n'}, "must be text in quotes", 1),
    (
        {f"{FOLDER}/authority.toml": small.AUTHORITY.replace('id = "toytown"', 'id = "town"')},
        "there is no actions.toml",
        None,
    ),
]


@pytest.mark.parametrize(("files", "said", "line"), BROKEN)
def test_a_broken_overlay_is_an_error_with_its_place(
    root: Path, files: Mapping[str, str], said: str, line: int | None
) -> None:
    """Whatever is wrong or would go unread is named with its file; nothing falls back."""
    error = fault(root, files)
    assert said in str(error)
    assert "council" in error.place.file
    if line:
        assert error.place.line == line


def test_an_overlay_that_goes_unread_hides_from_no_command(root: Path, tmp_path: Path) -> None:
    """Listing the authorities looks at the layout, too, whichever authority is asked for."""
    wrong = overlay(tmp_path / "council", {"authorities/toytwon/contacts.toml": DESK})
    with pytest.raises(CriteriaError):
        authorities(root, [wrong])


@pytest.mark.parametrize("instead", ["", '[instead]\n"101" = "101"\n'])
def test_a_short_number_is_not_replaced_in_texts(root: Path, instead: str) -> None:
    """It may be somebody else's there: the author says what they say, and patterns stay whole."""
    (root / FOLDER / "contacts.toml").write_text(small.CONTACTS.replace("01234 567890", "101"))
    actions = (root / FOLDER / "actions.toml").read_text("utf-8")
    own = actions.replace("Ring the desk on 01234 567890.", "Ring the desk or 101.")
    assert own != actions
    (root / FOLDER / "actions.toml").write_text(own, "utf-8")
    files = {f"{FOLDER}/contacts.toml": DESK}
    if not instead:
        error = fault(root, files)
        assert "too short to be told from other numbers" in error.message
        assert error.place.line == 5
        return
    head = f'extends = "toytown"\nid = "toytown"\n{instead}'
    council = overlay(root.parent / "council", {**files, f"{FOLDER}/authority.toml": head})
    bundle = load_layered("toytown", root, [council])
    assert bundle.contacts["desk"].phone == "09999 888888"
    texts = [action.text for each in bundle.sets.values() for action in each.actions]
    assert "Ring the desk or 101." in texts


def test_two_contacts_with_one_number_change_together(root: Path) -> None:
    """Where two contacts share a number, texts cannot tell which is meant."""
    both = small.CONTACTS + small.CONTACTS.replace('"desk"', '"door"')
    (root / FOLDER / "contacts.toml").write_text(both, encoding="utf-8")
    error = fault(root, {f"{FOLDER}/contacts.toml": DESK})
    assert "two contacts have the same phone and only one of them changes" in error.message


def test_hidden_files_copies_and_a_readme_are_no_fault(root: Path) -> None:
    """What editors and people leave beside the criteria does not stop a practitioner."""
    files = dict.fromkeys(("README.md", f"{FOLDER}/README.txt", f"{FOLDER}/contacts.toml~"), "x")
    bundle = laid(root, {**files, f"{FOLDER}/.swp": "x", f"{FOLDER}/contacts.toml": DESK})
    assert bundle.contacts["desk"].phone == "09999 888888"


def test_an_unknown_authority_is_told_which_there_are(root: Path) -> None:
    """The overlay's own are among them."""
    with pytest.raises(UsageError, match="There are: new_town, toytown"):
        laid(root, new_town(), "atlantis")


def test_an_error_inside_an_overlay_names_the_overlay_s_line(root: Path) -> None:
    """A condition in a file that is laid over is found in that file."""
    from needcheck.recommend.compile import compile_pathway

    rule = small.PATHWAY[small.PATHWAY.index("[[rule]]") :].replace('"worried"', '"worrid"')
    bundle = laid(root, {f"{FOLDER}/visit.toml": f'extends = "visit"\n{rule}'})
    with pytest.raises(CriteriaError) as caught:
        compile_pathway(bundle, "visit")
    assert caught.value.place.file == f"council/{FOLDER}/visit.toml"
    assert caught.value.place.line == 5


def test_what_says_the_same_has_the_same_digest(root: Path) -> None:
    """The digest is of what is in force, however many folders it comes from."""
    same = {f"{FOLDER}/visit.toml": small.PATHWAY, f"{FOLDER}/facts.toml": ""}
    bundle = laid(root, {f"{FOLDER}/visit.toml": small.PATHWAY})
    assert bundle.sha256 == load("toytown", root).sha256
    assert bundle.overlays
    assert laid(root, same).facts == load("toytown", root).facts
