r"""What readers of TOML and of shapes say, in words for somebody who writes no programs.

A message that is not known here stays as it is: what another Python says is better than nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_TOML: tuple[tuple[str, str], ...] = (
    (r"Illegal character '\\n'", "the text is not closed: put the same quotation mark at its end"),
    (
        r"Unterminated string",
        "the text is not closed: put the same quotation marks at its end",
    ),
    (
        r"Expected newline or end of document",
        "nothing can follow the value on its line; a text stands in quotation marks, and one that "
        "holds such marks stands between the other kind, as '... \"x\" ...'",
    ),
    (r"Invalid value", "this is no value: a text stands in quotation marks, yes is true, no false"),
    (r"Cannot overwrite a value", "this key is given twice; keep one"),
    (
        r"Cannot (?:declare|mutate|redefine)",
        "this table is given twice; one of several begins with a name in [[double brackets]]",
    ),
    (r"Duplicate inline table key", "a key in the braces is given twice; keep one"),
    (
        r"Expected '=' after a key|Invalid statement|Invalid initial character for a key",
        'a line says key = "value", or begins a table as [[rule]] does; notes begin with #',
    ),
    (r"Expected '\]\]'", "the name of the table is not closed: it ends with ]]"),
    (r"Expected '\]'", "the name of the table is not closed: it ends with ]"),
    (r"Unclosed array", "the list is not closed: it ends with ], and commas part its values"),
    (r"Unclosed inline table", "the braces are not closed: they end with }"),
    (
        r"Unescaped '\\' in a string",
        "write \\\\ for a backslash between \" \", or put the text between ' '",
    ),
    (
        r"(?:Illegal|Found invalid) character '\\r'",
        "line ends are those of an old Mac; save the file with ordinary line ends",
    ),
    (
        r"(?:Illegal|Found invalid) character",
        "there is a character here that nobody sees; take it out",
    ),
)

_PATTERNS: Mapping[str, str] = {
    "^[a-z][a-z0-9_]*$": "this is no id: an id has lower-case letters a-z, digits and _, and "
    "begins with a letter",
    "^[A-Z]{2,6}-[0-9]{1,4}$": "this is no clause: a clause has two to six capital letters, a "
    "hyphen and its number, such as HUL-133",
    "^[a-z]{2,6}-[0-9]{1,4}$": "this is no prompt: a prompt's id is that of its clause in small "
    "letters, such as hul-355",
}


def toml_fault(reason: str) -> str:
    """What is wrong in a TOML file, as ``tomllib`` says it, in plain words."""
    return next((plain for found, plain in _TOML if re.match(found, reason)), reason)


def pattern_fault(pattern: str) -> str:
    """What a text must look like that does not fit the pattern of an id, or the pattern itself."""
    return _PATTERNS.get(pattern, f"must match pattern '{pattern}'")
