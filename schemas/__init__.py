"""The nouns: typed, frozen documents that the law, the service and the outside world share."""
