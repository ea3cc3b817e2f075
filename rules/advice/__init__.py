"""Finds what would make a return eligible: what a firm can change, where goods could go, the smallest changes."""
