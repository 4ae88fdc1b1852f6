"""Where a stretch of text stands on its pages, and how sure its letters are."""

from pipeline.plans.rectangles import confidence, seen
from pipeline.records import Anchor
from pipeline.store.rows import anchor_row, stored_anchor

ROW = (85.0, 100.0, 533.0, 114.0)
NEXT = (85.0, 119.0, 300.0, 133.0)
ANCHORS = (Anchor(0, 0, 1, ROW, 0.9), Anchor(60, 60, 1, NEXT, 0.6), Anchor(100, 100, 2, ROW, 0.3))


def test_a_stretch_has_the_rectangles_of_the_lines_it_touches():
    """From the middle of one line to the middle of the next are two lines, and none of the third."""
    assert seen(ANCHORS, 30, 80).boxes == ((1, ROW), (1, NEXT))
    assert seen(ANCHORS, 60, 100).boxes == ((1, NEXT),)


def test_confidence_counts_letters():
    """Thirty letters read at .9 and twenty at .6 make .78."""
    assert seen(ANCHORS, 30, 80).confidence == (0.9 * 30 + 0.6 * 20) / 50


def test_text_without_places_has_none():
    """A text file has neither rectangles nor confidence; nor has a document without anchors."""
    look = seen((Anchor(0, 0, None), Anchor(50, 50, None)), 10, 70)

    assert (look.boxes, look.confidence) == ((), None)
    assert confidence(()) is None


def test_anchors_are_stored_whole_and_old_ones_are_still_read():
    """What was stored by a version that knew no places is an anchor without them."""
    assert [stored_anchor(list(anchor_row(anchor))) for anchor in ANCHORS] == list(ANCHORS)
    assert stored_anchor([3, 7, None]) == Anchor(3, 7, None)
