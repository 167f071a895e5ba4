"""Hundreds of damaged instrument files: each refused with a message, or read with the caution that its damage has."""

import numpy as np
import pytest
from tests.lab.reading.instruments import KINDS
from tests.lab.reading.mutations import MIDDLE, MUTATIONS, mutated

from stratode.lab.reading import blocks, files
from stratode.lab.reading.files import read_records
from stratode.lab.record import CHARGED, CURRENT, FREQUENCY, IMAGINARY, REAL, VOLTAGE

CASES = list(mutated(KINDS))


def test_there_are_enough_of_them():
    assert len(CASES) >= 500
    assert len({(kind, mutation) for kind, mutation, *_ in CASES}) == len(CASES)


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_damaged_file_has_its_outcome(tmp_path, mutation):
    path = tmp_path / "measured.dat"
    for kind, name, made, data, outcome in CASES:
        if name == mutation:
            path.write_bytes(data)
            where = f"{kind}, {mutation}"
            if outcome.refused:
                with pytest.raises(ValueError, match=outcome.refused) as refusal:
                    read_records(path)
                assert "measured.dat" in str(refusal.value), where
            else:
                (record,) = read_records(path)
                check_told(record, made, outcome, where)
                check_numbers(record, made, outcome, mutation, where)


def check_told(record, made, outcome, where):
    told = {caution.name for caution in record.origin.cautions}
    assert told >= outcome.cautions, where
    if not outcome.loose:
        assert told == made.told | outcome.cautions, where
    assert sum(skipped.count for skipped in record.origin.skipped) >= len(outcome.lost), where
    if outcome.lost:
        lines = [line for skipped in record.origin.skipped for line in skipped.lines]
        assert lines == [made.first + at for at in outcome.lost], where


def check_numbers(record, made, outcome, mutation, where):
    kept = np.setdiff1d(np.arange(len(made.rows)), outcome.lost)
    assert len(record) == kept.size, where
    if outcome.without:
        assert not {VOLTAGE, CURRENT} <= record.columns.keys(), where
        assert not {FREQUENCY, REAL, IMAGINARY} <= record.columns.keys(), where
        return
    for name, truth in made.truth.items():
        turned = outcome.turned and name in (CURRENT, IMAGINARY)
        expected = (-truth if turned else truth)[kept]
        if mutation == "a free value missing" and name == CHARGED:
            expected = np.where(kept == MIDDLE, np.nan, expected)
        if mutation != "a time twice":
            np.testing.assert_allclose(record.column(name), expected, rtol=1e-6, atol=2e-9, err_msg=f"{where}: {name}")


def read_or_refusal(path):
    try:
        return read_records(path)[0]
    except ValueError as error:
        return str(error)


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.slow)])
def test_read_in_blocks_each_is_as_read_whole(tmp_path, monkeypatch, every):
    pytest.importorskip("polars")
    path = tmp_path / "measured.dat"
    seen = 0
    for kind, mutation, _, data, _ in CASES[::every]:
        path.write_bytes(data)
        whole = read_or_refusal(path)
        with monkeypatch.context() as small:
            small.setattr(files, "LARGE", 0)
            small.setattr(blocks, "BLOCK", 2000)
            parts = read_or_refusal(path)
        where = f"{kind}, {mutation}"
        if isinstance(whole, str):
            assert isinstance(parts, str), where
            assert parts.partition("; received")[0] == whole.partition("; received")[0], where
            continue
        assert set(parts.columns) <= set(whole.columns), where
        for name, column in parts.columns.items():
            np.testing.assert_array_equal(column, whole.columns[name], err_msg=f"{where}: {name}")
        names = {caution.name for caution in parts.origin.cautions} - {"columns_left_unread"}
        assert names - {"missing_values"} == {caution.name for caution in whole.origin.cautions} - {"missing_values"}, where
        assert parts.origin.skipped == whole.origin.skipped, where
        seen += 1
    assert seen > 500 / every
