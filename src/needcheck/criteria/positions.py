"""Reading TOML files, and saying at which line something in them is wrong.

Used for criteria as well as for what people keep (notes, scenarios, answers); the caller says
which error class it wants. No text made here repeats a value from the file: it names the file,
the line, the key and what is allowed.
"""

from __future__ import annotations

import errno
import re
import tomllib
from collections.abc import Container, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from needcheck.criteria.plainly import pattern_fault, toml_fault
from needcheck.criteria.walker import KeyPath, Walker
from needcheck.errors import InputError, NeedcheckError, Place

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

LIMIT_BYTES = 5_000_000
"""Largest file that is read, in bytes, unless the caller says otherwise."""

SHOWN_PROBLEMS = 10
"""How many problems of one file are printed at most."""

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_NAMED_IN_TOML_ERROR = ((r" \(['\"].*\)", " a name"), (r"(Duplicate inline table key).*", r"\1"))
_SHOWABLE_KEY = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_NO_ACCESS = frozenset({errno.EACCES, errno.EPERM})
_NOT_THERE = frozenset({errno.ENOENT, errno.ENOTDIR})

_SAID: dict[str, str] = {
    "string_type": "must be text in quotes",
    "string_too_short": "must not be empty",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "must be a whole number"),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), "must be a number"),
    **dict.fromkeys(
        ("list_type", "tuple_type", "set_type", "frozen_set_type"), "must be a list: [...]"
    ),
    **dict.fromkeys(
        ("dict_type", "mapping_type", "model_type", "model_attributes_type", "dataclass_type"),
        "must be a table",
    ),
}


def line_of(text: str) -> dict[KeyPath, int]:
    """``{key path: line}`` of TOML text, lines counted from 1.

    Tables, keys (dotted, quoted, in inline tables) and entries of lists and lists of tables each
    have a path: ``("rules", 3, "when")`` is ``when`` of the fourth ``[[rules]]``.
    """
    return Walker(text).walk()


def place_of(text: str, path: KeyPath, file: str) -> Place:
    """Return the place of ``path``, or of its nearest parent that is in the text."""
    return _place(line_of(text), path, file)


def _place(lines: dict[KeyPath, int], path: KeyPath, file: str) -> Place:
    """As ``place_of``, with the lines at hand."""
    while path and path not in lines:
        path = path[:-1]
    return Place(file, lines.get(path))


def read_toml(
    path: Path, *, limit_bytes: int = LIMIT_BYTES, error: type[NeedcheckError] = InputError
) -> tuple[dict[str, Any], str]:
    """Return the values and the text of a TOML file; ``error`` says in a sentence why not."""
    text = decode(read_bytes(path, limit_bytes=limit_bytes, error=error), str(path), error=error)
    return parse_toml(text, str(path), error=error), text


def read_bytes(
    path: Path, *, limit_bytes: int = LIMIT_BYTES, error: type[NeedcheckError] = InputError
) -> bytes:
    """Return the bytes of a file of at most ``limit_bytes``; the size is checked before reading."""
    try:
        size = path.stat().st_size
        if size <= limit_bytes:
            with path.open("rb") as file:
                data = file.read(limit_bytes + 1)
            size = len(data)
    except (OSError, ValueError) as exc:
        raise error(_why_unreadable(path, exc), place=Place(str(path))) from exc
    if size > limit_bytes:
        message = f"the file is too large: at most {limit_bytes:,} bytes are read."
        raise error(message, place=Place(str(path)))
    return data


def _why_unreadable(path: Path, exc: OSError | ValueError) -> str:
    """One sentence for a file that cannot be opened."""
    code = exc.errno if isinstance(exc, OSError) else None
    if code in _NOT_THERE:
        return "there is no such file."
    if code == errno.EISDIR or (isinstance(exc, OSError) and path.is_dir()):
        return "this is a folder, not a file."
    if code in _NO_ACCESS:
        return "you have no permission to read this file."
    return f"the file cannot be read ({getattr(exc, 'strerror', None) or 'unusable name'})."


def decode(data: bytes, file: str, *, error: type[NeedcheckError] = InputError) -> str:
    """UTF-8 text, with or without a byte order mark."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        found = "UTF-16" if data.startswith(_UTF16_MARKS) else "not UTF-8"
        message = f"the file is {found}; save it as UTF-8."
        raise error(message, place=Place(file, line)) from None


def parse_toml(text: str, file: str, *, error: type[NeedcheckError] = InputError) -> dict[str, Any]:
    """Return the values of TOML text; ``error`` with line and column where it is broken."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        reason, place = _toml_fault(str(exc), text, file)
    except RecursionError:
        reason, place = "lists or tables are nested too deeply", Place(file)
    except ValueError:
        reason, place = "a number has too many digits", Place(file)
    raise error(f"this is not valid TOML: {reason}.", place=place)


def _toml_fault(message: str, text: str, file: str) -> tuple[str, Place]:
    """Return what ``tomllib`` says, without the names it repeats, and where."""
    found = _TOML_PLACE.search(message)
    reason = message[: found.start()] if found else message
    for pattern, instead in _NAMED_IN_TOML_ERROR:
        reason = re.sub(pattern, instead, reason, flags=re.DOTALL)
    reason = toml_fault(reason)
    if found is None:
        return reason, Place(file)
    if found[1] is None:
        return f"{reason} (at the end)", Place(file, text.count("\n") + 1)
    return reason, Place(file, int(found[1]), int(found[2]) - 1)


def problems_error(
    problems: list[tuple[Place, str]], *, error: type[NeedcheckError] = InputError
) -> NeedcheckError:
    """One error for all problems of a file: the first in full, the others after it."""
    place, message = problems[0]
    places = ((Place("", other.line), said) for other, said in problems[1:SHOWN_PROBLEMS])
    more = [f"{where}: {said}" if where.line else said for where, said in places]
    if len(problems) > SHOWN_PROBLEMS:
        more.append(f"and {len(problems) - SHOWN_PROBLEMS} more.")
    return error(message, place=place, hint=" ".join(["Also", *more]) if more else "")


def validation_problems(
    exc: ValidationError, text: str, file: str, model: type[BaseModel] | None = None
) -> list[tuple[Place, str]]:
    """Say what is wrong, in the order of the file, without any value from it.

    With ``model`` (the one that was validated) an unknown key is answered with the allowed ones.
    """
    lines = line_of(text)
    found = [
        (_place(lines, path, file), f"{_label(path)}{what}.")
        for path, what in said_of(exc.errors(include_input=False, include_url=False), lines, model)
    ]
    return sorted(found, key=lambda problem: problem[0].line or 0)


def said_of(
    details: Iterable[ErrorDetails],
    there: Container[KeyPath],
    model: type[BaseModel] | None = None,
) -> Iterator[tuple[KeyPath, str]]:
    """What is wrong at which key path of those that are ``there``, without any value.

    The alternatives of a union come as one problem.
    """
    said: dict[tuple[KeyPath, str], list[str]] = {}
    for detail in details:
        path = _path_in_text(detail["loc"], there)
        what = _sentence(detail, model)
        about_keys = detail["type"] in ("missing", "extra_forbidden")
        said.setdefault((path, what if about_keys else ""), []).append(what)
    for (path, _), whats in said.items():
        yield path, " or ".join(dict.fromkeys(whats))


def _path_in_text(loc: KeyPath, lines: Container[KeyPath]) -> KeyPath:
    """``loc`` without what pydantic adds to it (union members, field names of our own)."""
    path: KeyPath = ()
    for part in loc:
        if (*path, part) in lines:
            path = (*path, part)
    return path


def _label(path: KeyPath) -> str:
    """``rules > entry 4 > when: ``, or nothing for the whole file."""
    parts = [f"entry {part + 1}" if isinstance(part, int) else _shown(part) for part in path]
    return f"{' > '.join(parts)}: " if parts else ""


def _shown(key: str) -> str:
    """Show a key that can be an id; any other may be what a person wrote."""
    return key if _SHOWABLE_KEY.fullmatch(key) else "(a key)"


def _sentence(detail: ErrorDetails, model: type[BaseModel] | None) -> str:
    """One pydantic error in plain words."""
    kind, loc = detail["type"], detail["loc"]
    if kind == "missing":
        return f"the key '{_shown(str(loc[-1]))}' is missing"
    if kind == "extra_forbidden":
        return _unknown_key(str(loc[-1]), _allowed_keys(model, loc[:-1]) if model else [])
    if kind == "union_tag_invalid":
        return f"must be one of {detail['ctx']['expected_tags']}"
    if kind == "string_pattern_mismatch":
        return pattern_fault(str(detail["ctx"]["pattern"]))
    if kind == "too_long":
        return f"there are at most {detail['ctx']['max_length']} of these"
    message = detail["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return _SAID.get(kind, re.sub(r"^(?:Input|String) should", "must", message).rstrip("."))


def _unknown_key(key: str, allowed: list[str]) -> str:
    """``unknown key``, the nearest allowed one, and all of them; the label names the key."""
    said = f"unknown key '{_shown(key)}'"
    near = get_close_matches(key, allowed, n=1)
    said += f", did you mean '{near[0]}'?" if near else ";" if allowed else ""
    return f"{said} allowed: {', '.join(allowed)}" if allowed else said


def _allowed_keys(model: type[BaseModel], loc: KeyPath) -> list[str]:
    """Return the keys that the model at ``loc`` has, in its own order."""
    models = [model]
    for part in loc:
        fields = [field for each in models for name, field in _fields(each) if name == part]
        inner = [found for field in fields for found in _models(field.annotation)]
        models = inner or [each for each in models if each.__name__ == part] or models
    return list(dict.fromkeys(name for each in models for name, _ in _fields(each)))


def _fields(model: type[BaseModel]) -> list[tuple[str, Any]]:
    """Return the keys of a model as they stand in a file, each with its field."""
    return [(field.alias or name, field) for name, field in model.model_fields.items()]


def _models(annotation: object) -> list[type[BaseModel]]:
    """All models that an annotation such as ``tuple[Rule, ...] | None`` holds."""
    if isinstance(annotation, type) and hasattr(annotation, "model_fields"):
        return [annotation]
    return [found for inner in get_args(annotation) for found in _models(inner)]
