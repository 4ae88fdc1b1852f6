"""What a task is about: the taxonomy and who applies it."""
