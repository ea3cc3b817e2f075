"""Every scenario of the acceptance book."""

from pytest_bdd import scenarios

scenarios(".")
