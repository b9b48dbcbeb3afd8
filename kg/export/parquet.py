"""Claims as Parquet, with typed columns, for pandas, DuckDB, polars and R."""

from __future__ import annotations

import importlib
import io
from datetime import date
from typing import Any

from kg.export.claims import Table, Type, Value
from kg.problems import KgError


def render_parquet(table: Table) -> bytes:
    """Return a table as Parquet; what is not known is null, and several values are a list.

    Raises KgError where pyarrow is not installed.
    """
    try:
        arrow, parquet = importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise KgError("pyarrow is not installed; \"pip install 'entente-kg[parquet]'\" brings it") from None
    schema = arrow.schema([(name, _type(arrow, type)) for name, type in table.types.items()])
    columns = [[_cell(row[name], type) for row in table.rows] for name, type in table.types.items()]
    arrays = [arrow.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    file = io.BytesIO()
    parquet.write_table(arrow.Table.from_arrays(arrays, schema=schema), file)
    return file.getvalue()


def _type(arrow: Any, type: Type) -> Any:
    return {
        Type.TEXT: arrow.string(),
        Type.WHOLE: arrow.int32(),
        Type.NUMBER: arrow.float64(),
        Type.TRUTH: arrow.bool_(),
        Type.DAY: arrow.date32(),
        Type.TEXTS: arrow.list_(arrow.string()),
    }[type]


def _cell(value: Value, type: Type) -> object:
    if value is None or value == "":
        return None
    if type is Type.DAY:
        return date.fromisoformat(str(value))
    if type is Type.NUMBER:
        return float(str(value))
    return list(value) if isinstance(value, tuple) else value
