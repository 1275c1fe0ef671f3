"""What lets large files go faster is put back behind them."""

import gc

from crm.imports.pace import MADE, swept_rarely


def test_a_large_file_leaves_the_search_for_garbage_as_it_was():
    before = gc.get_threshold()

    with swept_rarely():
        assert gc.get_threshold()[0] == MADE

    assert gc.get_threshold() == before
