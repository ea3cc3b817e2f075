"""What speaks for the law that ships with the package: its certificate, and the last run of the acceptance book.

`docs/generate.py` writes the certificate; a run of all tests writes how the scenarios came out.
"""

from functools import cache
from importlib.resources import files
from typing import Final

from schemas.law.acceptance import AcceptanceRun
from schemas.law.certificate import CertificateSummary

FOLDER: Final = files(__package__)
SCENARIOS: Final = "scenarios.json"


@cache
def certificate() -> CertificateSummary:
    """What was proved of the law that ships with the package."""
    return CertificateSummary.model_validate_json((FOLDER / "certificate.json").read_text(encoding="utf-8"))


def acceptance() -> AcceptanceRun | None:
    """The last run of the whole acceptance book; None where there was none here."""
    file = FOLDER / SCENARIOS
    return AcceptanceRun.model_validate_json(file.read_text(encoding="utf-8")) if file.is_file() else None
