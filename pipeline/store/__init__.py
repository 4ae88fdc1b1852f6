"""What lasts: the corpus, the indexes made from it, the models, and the forms in which both travel."""
