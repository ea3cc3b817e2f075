"""The HTTP interface: thin routers over the use cases."""
