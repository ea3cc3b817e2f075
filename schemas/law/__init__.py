"""The nouns of the law: conditions, provisions, and what is told, advised and proved of them."""
