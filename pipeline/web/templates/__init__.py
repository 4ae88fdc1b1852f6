"""Pages of the workplace."""
