"""One check of a whole target: schema first, then names, conditions, and what they amount to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from needcheck.criteria.authority import Authority, Clause, Document, Saying
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.layered import load_layered
from needcheck.criteria.lint.finding import Finding, Findings
from needcheck.criteria.lint.ids import check_clause_ids, check_ids
from needcheck.criteria.lint.laid import LaidReader
from needcheck.criteria.lint.meaning import check_alarm, check_outcomes
from needcheck.criteria.lint.reader import Reader, Unreadable
from needcheck.criteria.lint.sources import (
    Registers,
    check_cites,
    check_contacts,
    check_filled,
    check_register,
)
from needcheck.criteria.lint.target import Target
from needcheck.criteria.lint.use import check_questions, check_unused
from needcheck.criteria.lint.written import check_conditions, check_names
from needcheck.criteria.load import Clauses, Sets, assemble, load
from needcheck.criteria.overlay import layers
from needcheck.criteria.part import Part
from needcheck.criteria.references import without_gaps
from needcheck.errors import CriteriaError

_OURS = {"basis": "needcheck", "why": "Stands in for a file that is not there."}


@dataclass(frozen=True)
class Checked:
    """One authority as far as it could be read, and its folder."""

    folder: Path
    bundle: Bundle


@dataclass
class Check:
    """A check of a target; ``run`` fills ``findings`` and ``checked``.

    ``today`` is the day that contacts are held against; ``stale_after`` as in ``sources``.
    """

    target: Target
    shipped: Path
    today: dt.date
    stale_after: int | None = None
    findings: Findings = field(default_factory=Findings)
    checked: list[Checked] = field(default_factory=list)

    def run(self) -> Reader:
        """Check every authority of the target; the reader knows where everything stands."""
        reader = self._reader()
        known = self._clauses(reader)
        if not self.target.folders:
            self._no_authority()
        for folder in self.target.folders:
            try:
                reader.begin(folder)
                bundle = assemble(reader, folder, self.target.framework)
            except Unreadable:
                continue
            self._authority(reader, bundle, folder, known)
        reader.settle()
        return reader

    def _no_authority(self) -> None:
        """Say why there is nothing to check."""
        root = self.target.root or Path()
        try:
            layers(self.shipped, (root,))
            message = "there is no authority here: authorities/<id>/ holds its files."
        except CriteriaError as error:
            message = str(error)
        self.findings.add(Finding("error", "file", root, message))

    def _reader(self) -> Reader:
        if self.target.laid and self.target.root:
            return LaidReader(self.findings, self.shipped, self.target.root)
        return Reader(self.findings, _stubs() if self.target.alone else ())

    def _clauses(self, reader: Reader) -> dict[Path, tuple[Clause, ...]]:
        """The registers of the data folder, file by file."""
        roots = [self.target.root] if self.target.root else []
        roots += [self.shipped] if self.target.laid else []
        found: dict[Path, tuple[Clause, ...]] = {}
        for path in (p for root in roots for p in sorted((root / "clauses").glob("*.toml"))):
            try:
                found[path] = reader.parse(path, Clauses).clauses
            except Unreadable:
                continue
            check_clause_ids(reader, found[path])
        return found

    def _authority(
        self,
        reader: Reader,
        bundle: Bundle,
        folder: Path,
        clauses: dict[Path, tuple[Clause, ...]],
    ) -> None:
        check_names(reader, bundle)
        gaps = {name: without_gaps(bundle, each) for name, each in bundle.pathways.items()}
        whole = replace(bundle, pathways=gaps)
        check_ids(reader, whole)
        named = {name: check_conditions(reader, whole, each) for name, each in gaps.items()}
        check_contacts(reader, bundle.contacts.values(), self.today, self.stale_after)
        own = self.target.register(folder)
        check_cites(reader, _all(reader), _registers(clauses, folder, own))
        check_filled(reader)
        if reader.lost or reader.blind:
            return
        for pathway in whole.pathways.values():
            check_outcomes(reader, whole, pathway)
            check_alarm(reader, pathway)
        check_questions(reader, whole, named)
        check_unused(reader, whole, named)
        if own in clauses:
            check_register(reader, whole, {clause.id: clause for clause in clauses[own]})
        self._as_loaded(reader, whole, folder)

    def _as_loaded(self, reader: Reader, bundle: Bundle, folder: Path) -> None:
        """Where nothing is wrong the loader must agree; what it says otherwise is a finding."""
        if self.findings.errors:
            return
        try:
            self._load(folder)
        except CriteriaError as error:
            if isinstance(reader, LaidReader):
                reader.refused_at(error)
            else:
                self.findings.add(Finding("error", "load", folder, str(error)))
        else:
            self.checked.append(Checked(folder, bundle))

    def _load(self, folder: Path) -> None:
        """Load an authority as every other command does; nothing for a folder in no data folder."""
        root, name = self.target.root, folder.resolve().name
        if root and self.target.laid:
            load_layered(name, self.shipped, (root,))
        elif root:
            load(name, root)


def _registers(
    clauses: Mapping[Path, tuple[Clause, ...]], folder: Path, own: Path | None
) -> Registers:
    """Which clause stands in whose register; those laid over one another belong together."""
    owners: dict[str, set[str]] = {}
    for path, each in clauses.items():
        for clause in each:
            owners.setdefault(clause.id, set()).add(path.stem)
    named = {clause: frozenset(stems) for clause, stems in owners.items()}
    return Registers(named, folder.resolve().name, broken=own is not None and own not in clauses)


def _all(reader: Reader) -> Iterator[Part]:
    """Every part of every file of the authority at hand."""
    for file in reader.files:
        yield from _parts(file)


def _parts(value: object) -> Iterator[Part]:
    if isinstance(value, Part):
        yield value
        for name in type(value).model_fields:
            yield from _parts(getattr(value, name))
    elif isinstance(value, tuple):
        for inner in value:
            yield from _parts(inner)


def _stubs() -> tuple[Part, ...]:
    """What stands in for the files that a folder of its own need not have."""
    document = Document(title="", publisher="", date="", verify="", **_OURS)
    sayings = tuple(Saying(id=name, text="", **_OURS) for name in ("emergency", "judgement"))
    authority = Authority(id="alone", name="", document=document, standing=sayings)
    return authority, Sets(sets=())
