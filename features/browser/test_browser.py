"""Every scenario at the screen; one worker runs them all, for they share a service and a browser."""

import pytest
from pytest_bdd import scenarios

pytestmark = pytest.mark.xdist_group("browser")

scenarios("browser")
