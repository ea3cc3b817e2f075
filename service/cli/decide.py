"""The commands `decide` and `check`: read, decide, print, and say in the exit code how it came out."""

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from rules import Rulebook, load_rulebook
from rules.digests import digest_of
from schemas.base import BOM, Language
from schemas.decision import Decision, Outcome
from schemas.dossier import Dossier
from schemas.faults import BadInput, Fault
from schemas.law.advice import Advice
from schemas.law.explanation import Explanation
from service.cli import output
from service.cli.output import EXIT_BAD
from service.files.documents import bytes_of, refuse_empty
from service.files.lines import JsonLine, json_lines, lines_of
from service.settings import Settings

if TYPE_CHECKING:
    from service.context import Context

Besides = Literal["advice", "explanation"] | None
"""What is printed besides the decision: what to change, or why it came out so."""
_EXIT: Final[dict[Outcome, int]] = {"eligible": 0, "ineligible": 10, "refer": 20}


@dataclass
class _Printer:
    """Prints results as they come and remembers how they came out."""

    as_json: bool
    lang: Language
    codes: set[int] = field(default_factory=set)

    def decided(self, name: str, decision: Decision, besides: Advice | Explanation | None = None) -> None:
        """Print a decision; in JSON what is printed besides stands instead of it, and holds the outcome too."""
        self.codes.add(_EXIT[decision.outcome])
        if self.as_json:
            sys.stdout.write((besides or decision).model_dump_json() + "\n")
            return
        output.show_decision(name, decision, self.lang)
        if besides is not None:
            from service.cli import advice_output

            if isinstance(besides, Advice):
                advice_output.show_advice(besides, self.lang)
            else:
                advice_output.show_explanation(besides, self.lang)

    def refused(self, location: str, faults: tuple[Fault, ...]) -> None:
        self.codes.add(EXIT_BAD)
        if self.as_json:
            errors = ",".join(fault.model_dump_json() for fault in faults)
            sys.stdout.write(f'{{"place":{json.dumps(location, ensure_ascii=False)},"errors":[{errors}]}}\n')
        output.show_faults(faults, location)

    def exit_code(self, many: bool) -> int:
        """64 if anything was refused; else 0 for a file of many, the gravest outcome otherwise."""
        order = (EXIT_BAD,) if many else (EXIT_BAD, 10, 20)
        return next((code for code in order if code in self.codes), 0)


def decide_file(file: str, as_of: date | None, as_json: bool, lang: Language, besides: Besides = None) -> int:
    """Decide the dossiers of a file; gives the exit code."""
    rulebook = load_rulebook(Settings().policy_dirs)
    printer = _Printer(as_json, lang)
    data, many = contents(file)
    for line in documents(file, data, many):
        try:
            dossier = line.document(Dossier)
        except BadInput as error:
            printer.refused(line.location, error.faults)
            continue
        decision = stamped(rulebook, dossier, as_of)
        addition = _besides(rulebook, dossier, decision, besides)
        printer.decided(dossier.declaration.application_no, decision, addition)
    return printer.exit_code(many)


def check_files(
    context: "Context", files: list[str], as_of: date | None, as_json: bool, lang: Language, *, advise: bool = False
) -> int:
    """Decide the declarations of files against the registers; gives the exit code."""
    from schemas.ceb import Unreadable, read_return_message
    from schemas.declaration import ReturnDeclaration
    from service.returns import advice, checking

    printer = _Printer(as_json, lang)
    all_many = True

    def checked(declaration: ReturnDeclaration) -> None:
        advised = advice.advice(context, declaration, as_of) if advise else None
        printer.decided(declaration.application_no, checking.check(context, declaration, as_of), advised)

    for file in files:
        data, many = contents(file)
        all_many = all_many and many
        if data.removeprefix(BOM).lstrip(b" \t\r\n").startswith(b"<"):
            try:
                entries = read_return_message(data).entries
            except BadInput as error:
                printer.refused(_name(file), error.faults)
                continue
            for entry in entries:
                if isinstance(entry, Unreadable):
                    printer.refused(_name(file), entry.faults)
                else:
                    checked(entry.declaration)
            continue
        for line in documents(file, data, many):
            try:
                declaration = line.document(ReturnDeclaration)
            except BadInput as error:
                printer.refused(line.location, error.faults)
                continue
            checked(declaration)
    return printer.exit_code(all_many)


def advice_alone(rulebook: Rulebook, dossier: Dossier, as_of: date | None) -> Advice:
    """Advice without a register: of sites only the dossier's own is known."""
    from rules.advice.advise import advise

    return advise(rulebook, dossier, (dossier.site,) if dossier.site is not None else (), as_of)


def _besides(rulebook: Rulebook, dossier: Dossier, decision: Decision, besides: Besides) -> Advice | Explanation | None:
    if besides == "advice":
        return advice_alone(rulebook, dossier, decision.as_of)
    if besides == "explanation":
        from rules.explanation import explain

        return explain(rulebook, dossier, decision)
    return None


def stamped(rulebook: Rulebook, dossier: Dossier, as_of: date | None) -> Decision:
    """The decision with the digests of what it was made from."""
    decision = rulebook.decide(dossier, as_of=as_of)
    return decision.model_copy(update={"rulebook": rulebook.digest, "dossier": digest_of(dossier)})


def _name(file: str) -> str:
    return "<stdin>" if file == "-" else Path(file).name


def contents(file: str) -> tuple[bytes, bool]:
    """The bytes of a file or of standard input, and whether they are JSON Lines.

    Raises:
        BadInput: it cannot be opened.
    """
    if file == "-":
        data = sys.stdin.buffer.read()
        return data, _is_json_lines(data)
    return bytes_of(Path(file)), file.lower().endswith(".jsonl")


def _is_json_lines(data: bytes) -> bool:
    """Whether the first or the last of several lines is a whole object, which it never is in one document of many."""
    lines = [line for line in data.removeprefix(BOM).splitlines() if line.strip()]
    return len(lines) > 1 and (_is_object(lines[0]) or _is_object(lines[-1]))


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def documents(file: str, data: bytes, many: bool) -> Iterator[JsonLine]:
    """Each JSON text among the contents of a file.

    Raises:
        BadInput: it is a file of lines that holds none.
    """
    if not many:
        yield JsonLine(_name(file), 1, data.removeprefix(BOM))
        return
    from rich.progress import track

    refuse_empty(_name(file), data)
    quiet, total = not sys.stderr.isatty() or sys.stdout.isatty(), data.count(b"\n") + 1
    lines = track(lines_of(io.BytesIO(data)), total=total, console=output.err, disable=quiet, transient=True)
    yield from json_lines(lines, _name(file))
