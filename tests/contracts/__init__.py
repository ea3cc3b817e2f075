"""What may come in, and how bad input is named."""
