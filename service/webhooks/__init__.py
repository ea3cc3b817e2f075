"""Telling firms' systems what happened: endpoints, deliveries, and where they may lead."""
