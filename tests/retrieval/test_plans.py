"""What whole plans are about."""

import numpy as np

from pipeline.retrieval.plans import PlanVectors

SOUTH, EAST = [0.0, 1.0], [1.0, 0.0]
ROWS = np.array([SOUTH, SOUTH, EAST, SOUTH, EAST, EAST], np.float32)
PLANS = ["a", "a", "a", "b", "c", "c"]


def test_a_task_is_as_near_as_its_plan(tmp_path):
    """Every task of a plan has the cosine of the plan's middle, before and after saving."""
    built = PlanVectors.build(ROWS, PLANS)
    built.save(tmp_path)
    positions = np.array([5, 2, 0, 3])

    for vectors in (built, PlanVectors.open(tmp_path)):
        near = vectors.cosines(np.array([SOUTH], np.float32), positions)
        np.testing.assert_allclose(near, [0.0, 2 / 5**0.5, 2 / 5**0.5, 1.0], atol=1e-3)


def test_no_plans_are_no_fault():
    """An empty corpus has an index as well."""
    nothing = PlanVectors.build(ROWS[:0], [])

    assert nothing.cosines(np.array([SOUTH], np.float32), np.empty(0, np.int64)).shape == (0,)
