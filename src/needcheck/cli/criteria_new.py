"""``needcheck criteria new`` and ``schema``: files for the author of criteria to begin with."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from needcheck.case.scenario import ScenarioFile
from needcheck.case.store import write_atomic
from needcheck.cli.context import Context
from needcheck.cli.program import as_word
from needcheck.criteria.load import data_root
from needcheck.criteria.overlay import ID, layers
from needcheck.criteria.schema import KINDS, schema, schema_of
from needcheck.criteria.skeleton import New, extending, whole
from needcheck.criteria.stack import stacked
from needcheck.errors import Place, StorageError, UsageError

SCENARIO = "scenario"


def run_new(name: str, *, extends: str, data: str) -> int:
    """Write the first files of a new authority; nothing that is there is ever overwritten."""
    folder = Path(data) if data else Context().criteria
    _check_folder(folder)
    context = Context(data=data if (folder / "authorities").is_dir() else "")
    _check_name(name, context)
    new = New(name, as_word(str(folder)), context.now.date())
    texts = _extending(new, extends, context) if extends else whole(new, data_root())
    there = [path for path in texts if (folder / path).exists()]
    if there:
        raise UsageError("a file of that authority is there already.", hint=f"See {there[0]}.")
    _write(folder, {**texts, **{f"schema/{k}": v for k, v in schemas().items()}})
    Context(data=str(folder)).engine.bundle(name)
    own = "" if folder == context.criteria else f" --data {new.folder}"
    sys.stdout.write(
        f"Written: {len(texts)} files of {new.title}. Begin with:\n"
        f"  {folder / new.own / 'authority.toml'}\n"
        "Everything that is still to be written says TO FILL. Try it as it is:\n"
        f"  needcheck assess --authority {name} --set harm=suspected --no-input{own}\n"
        f"  needcheck replay {as_word(str(folder / 'scenarios' / name))} --check{own}\n"
    )
    return 0


def _extending(new: New, base: str, context: Context) -> dict[str, str]:
    known = context.engine.authorities
    if base not in known:
        raise UsageError("there is no authority to extend.", hint=f"There are: {', '.join(known)}.")
    found = layers(context.engine.root, context.engine.overlays)
    return extending(new, stacked(base, found), found)


def _check_name(name: str, context: Context) -> None:
    if not ID.fullmatch(name):
        raise UsageError(
            "a name for criteria has small letters, digits and _, and begins with a letter.",
            hint="For example: new_town.",
        )
    if name in context.engine.authorities:
        raise UsageError("there is an authority of that name already.", hint="Choose another name.")


def _check_folder(folder: Path) -> None:
    """A new or empty folder, or one that holds criteria already."""
    if folder.exists() and not folder.is_dir():
        raise UsageError("--data: this is a file, not a folder.")
    if folder.exists() and not (folder / "authorities").is_dir() and any(folder.iterdir()):
        raise UsageError(
            "--data: the folder holds other things.", hint="Give a new one, such as my-criteria."
        )


def run_schema(kind: str, *, out: str) -> int:
    """Print the JSON Schema of one kind of file, or write one or all into a folder."""
    made = schemas()
    names = {file.partition(".")[0]: file for file in made}
    if kind and kind not in names:
        raise UsageError("there is no such kind of file.", hint=f"There is: {', '.join(names)}.")
    if not kind and not out:
        raise UsageError("which kind?", hint=f"One of {', '.join(names)}; or all with --out DIR.")
    chosen = {names[kind]: made[names[kind]]} if kind else made
    if not out:
        sys.stdout.write(chosen[names[kind]])
        return 0
    _write(Path(out), chosen)
    sys.stderr.write(f"Saved: {', '.join(chosen)} in {out}\n")
    return 0


def schemas() -> dict[str, str]:
    """``{file name: text}`` of the schema of every kind of file that an author writes."""
    kinds: Mapping[str, dict[str, Any]] = {
        **{kind: schema(kind) for kind in KINDS},
        SCENARIO: schema_of(ScenarioFile, SCENARIO),
    }
    return {
        f"{kind}.schema.json": json.dumps(made, indent=2, ensure_ascii=False) + "\n"
        for kind, made in kinds.items()
    }


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"the folder cannot be made ({error.strerror})."
            raise StorageError(message, place=Place(str(path.parent))) from error
        write_atomic(path, text)
