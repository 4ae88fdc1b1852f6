"""What an analyst sends on: thematic reports, the views over many plans, and exports."""
