"""Statements that Django writes once and runs many times.

To write a small statement takes Django several times as long as the database takes to
run it, and a message needs a dozen. So those on the way of every message are written
once per process, by Django and for the database in use, with a :class:`Blank` in place
of each value. After that they are only filled in.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Expression, Model, QuerySet
from django.db.models.sql import UpdateQuery


class Blank(Expression):
    """Where a value comes in each time; ``field`` says how the database wants it."""

    def __init__(self, name: str, field: Any) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


def blank(model: type[Model], column: str, name: str = "") -> Blank:
    """Return a blank for values of a column, called as the column is, or ``name``."""
    return Blank(name or column, model._meta.get_field(column))


def blanks(model: type[Model], *columns: str) -> dict[str, Blank]:
    """Return a blank for each of these columns, by name."""
    return {column: blank(model, column) for column in columns}


class _Prepared:
    """What is common to reading and writing. ``write`` is called once per database."""

    def __init__(self, write: Callable[[], QuerySet]) -> None:
        self._write = write

    def compiler(self) -> Any:
        """Return Django's compiler of the statement."""
        return self._write().query.get_compiler(connection=connection)

    def plan(self, compiler: Any) -> Any:
        """Return what must be known of the statement beside its SQL."""

    def _statement(self) -> tuple[Any, str, tuple[Any, ...]]:
        return written(self, connection.vendor)


@cache
def written(statement: _Prepared, vendor: str) -> tuple[Any, str, tuple[Any, ...]]:
    """Return plan, SQL and parameters, blanks among them.

    Not the compiler itself: it belongs to the thread of its connection.
    """
    compiler = statement.compiler()
    sql, parameters = compiler.as_sql()
    return statement.plan(compiler), sql, tuple(parameters)


def _filled(parameters: tuple[Any, ...], values: dict[str, Any]) -> list[Any]:
    return [
        each.output_field.get_db_prep_save(values[each.name], connection)
        if isinstance(each, Blank)
        else each
        for each in parameters
    ]


class Change(_Prepared):
    """An UPDATE: ``values``, blanks among them, for what ``write`` returns."""

    def __init__(self, write: Callable[[], QuerySet], **values: Any) -> None:
        super().__init__(write)
        self._values = values

    def compiler(self) -> Any:
        query: Any = self._write().query.chain(UpdateQuery)
        query.add_update_values(self._values)
        return query.get_compiler(connection=connection)

    def __call__(self, **values: Any) -> int:
        """Fill in the blanks and run it; returns how many rows it changed."""
        _, sql, parameters = self._statement()
        with connection.cursor() as cursor:
            cursor.execute(sql, _filled(parameters, values))
            return cursor.rowcount


class Rows(_Prepared):
    """A SELECT of values: ``write`` returns ``values_list(...)``."""

    def plan(self, compiler: Any) -> Any:
        return compiler.get_converters([column for column, *_ in compiler.select])

    def __call__(self, **values: Any) -> list[Any]:
        """Fill in the blanks and run it; returns a list or tuple for each row."""
        converters, sql, parameters = self._statement()
        return _fetch(sql, _filled(parameters, values), converters)


class Objects(_Prepared):
    """A SELECT of objects, with what ``select_related`` brings along."""

    def plan(self, compiler: Any) -> Any:
        columns = [column for column, *_ in compiler.select]
        return compiler.get_converters(columns), _Maker(compiler.klass_info, columns)

    def __call__(self, **values: Any) -> list[Any]:
        """Fill in the blanks and run it; returns the objects."""
        (converters, maker), sql, parameters = self._statement()
        rows = _fetch(sql, _filled(parameters, values), converters)
        return [maker.make(row) for row in rows]


def _fetch(sql: str, parameters: list[Any], converters: dict) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = [list(row) for row in cursor.fetchall()]
    for row in rows:
        for number, (steps, column) in converters.items():
            for step in steps:
                row[number] = step(row[number], column, connection)
    return rows


class _Maker:
    """Makes an object of some columns of a row, and of others what belongs to it."""

    def __init__(self, info: dict[str, Any], columns: list[Any]) -> None:
        places = {columns[n].target.attname: n for n in info["select_fields"]}
        self._model: type[Model] = info["model"]
        names = [field.attname for field in self._model._meta.concrete_fields]
        self._names = [name for name in names if name in places]
        self._places = [places[name] for name in self._names]
        self._key = places[self._model._meta.pk.attname]
        self._related = [
            (related["local_setter"], _Maker(related, columns))
            for related in info.get("related_klass_infos", ())
        ]

    def make(self, row: list[Any]) -> Model | None:
        """Return the object; ``None`` where an outer join found nothing."""
        if row[self._key] is None:
            return None
        values = [row[place] for place in self._places]
        made = self._model.from_db(connection.alias, self._names, values)
        for attach, maker in self._related:
            attach(made, maker.make(row))
        return made
