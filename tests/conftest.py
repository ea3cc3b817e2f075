"""What every test shares: Hypothesis without deadlines, and one rulebook for all."""

import pytest
from hypothesis import HealthCheck, settings

from rules import Rulebook, load_rulebook

settings.register_profile("tongtui", deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
settings.load_profile("tongtui")


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """The law that ships with the package; read once, for it is immutable."""
    return load_rulebook()
