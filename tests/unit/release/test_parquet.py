import io

import pandas as pd

from analysis.model.tidy import TEXT_COLUMNS
from analysis.release.parquet import TEXT, read_table


def test_a_table_is_read_as_pandas_reads_it_with_texts_of_python(table):
    written = io.BytesIO()
    numbers = table(
        {"waarde": 1.5}, {"gebied": "NL00", "waarde": None, "status": "ontbreekt", "methode": "geen"}
    )
    numbers.to_parquet(written, index=False)
    found = read_table(written.getvalue())
    same = pd.read_parquet(written).astype(dict.fromkeys(TEXT_COLUMNS, TEXT))
    pd.testing.assert_frame_equal(found, same)


def test_a_text_that_is_not_there_is_nan():
    written = io.BytesIO()
    pd.DataFrame({"a": ["x", None]}).to_parquet(written, index=False)
    found = read_table(written.getvalue())["a"]
    assert (found.dtype, found.isna().tolist()) == (TEXT, [False, True])
