"""Exit codes, the same for every command."""

DONE = 0
AT_FAULT = 1  # the input or the question
WRONG_USAGE = 2
DEFECT = 3  # of the program
