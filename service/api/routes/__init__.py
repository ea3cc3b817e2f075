"""Routes by resource; each calls use cases and nothing below them."""
