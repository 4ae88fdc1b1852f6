"""How fast and how large kehoach is, next to the libraries it stands on.

`python -m benchmarks` prints all the tables, `python -m benchmarks parsing memory` some of them. Both sides
of a comparison run in turn in one session, so what else the machine is doing falls on both: the ratios are
what counts, the figures themselves only hold for the machine.
"""
