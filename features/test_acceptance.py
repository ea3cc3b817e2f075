"""Every scenario of the acceptance book that is told over HTTP; features/browser/ has those at the screen."""

from pathlib import Path

from pytest_bdd import scenarios

scenarios(*(file.name for file in Path(__file__).parent.glob("*.feature")))
