"""HTTP: bad input, the life of an application, messages, and a true OpenAPI document."""
