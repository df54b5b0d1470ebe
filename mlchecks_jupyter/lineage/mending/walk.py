"""From a statement that learned to the split below it: which statements move along, and which stay as they are."""

from __future__ import annotations

import ast
import re
from typing import Final

from mlchecks_jupyter.lineage.dataflow import words
from mlchecks_jupyter.lineage.mending import estimators, shapes
from mlchecks_jupyter.lineage.mending.columns import (
    Columns,
    columns_read,
    dropped_columns,
    names_in,
    popped,
    projection,
)
from mlchecks_jupyter.lineage.mending.harmless import is_shown, only_schema
from mlchecks_jupyter.lineage.mending.moves import (
    SCALERS,
    Kind,
    Move,
    check_plain,
    fits,
    is_in_place,
    statistics,
)
from mlchecks_jupyter.lineage.mending.names import last, loads, root
from mlchecks_jupyter.lineage.mending.program import Program, Statement
from mlchecks_jupyter.lineage.mending.settled import is_made, is_settled
from mlchecks_jupyter.lineage.mending.splitting import Splitting
from mlchecks_jupyter.lineage.mending.values import Value
from mlchecks_jupyter.lineage.mending.writing import Unsafe, written

_STRANGE: Final = re.compile(
    r"\b(?:exec|eval|globals|locals|vars|execfile)\b|^\s*[%!]|get_ipython|import\s*\*", re.MULTILINE
)

#: What is the same of a table and of some of its rows.
_COLUMNS: Final = frozenset(("columns",))


class Walk:
    """What a move below a split takes along.

    Attributes
    ----------
    moves : list of Move
        The statements to move, in their order.
    values : dict of str to Value
        The names that depend on them.
    base : str
        The table that the first of them was given.
    source : expr or None
        The columns of it, where it was given only some.
    targets : list of expr
        What estimators were given as target.
    read, written : set
        The columns that the moved statements name.
    reads_all, writes_all : bool
        Whether they work on the table as a whole.
    by_column, only_fills, in_place : bool
        Whether each treats every column alone; changes nothing but missing values; sets columns.
    restated : list of (Statement, str)
        Statements that stay and take columns of a name that is gone.
    """

    def __init__(
        self, program: Program, first: Statement, split: Splitting, beside: frozenset[int] = frozenset()
    ) -> None:
        #: Numbers of statements that are mended on their own.
        self.beside = beside
        self.program = program
        self.first = first
        self.split = split
        self.moves: list[Move] = []
        self.values: dict[str, Value] = {}
        self.fitted: set[str] = set()
        self.frozen: set[str] = set()
        self.base = ""
        self.source: ast.expr | None = None
        self.targets: list[ast.expr] = []
        self.read: set[object] = set()
        self.written: set[object] = set()
        self.reads_all = self.writes_all = self.in_place = False
        self.by_column = self.only_fills = True
        self.restated: list[tuple[Statement, str]] = []

    def follow(self) -> None:
        """Go from the first statement to the split."""
        self._move(self.first)
        for statement in self.program.statements[self.first.number + 1 : self.split.statement.number]:
            text = statement.text
            if statement.number in self.beside:
                continue
            if any(name in text for name in (*self.values, *self.fitted, *self.frozen)) or _STRANGE.search(text):
                self._step(statement)
        if not self.values or self.program.captured(frozenset((*self.values, *self.fitted))):
            raise Unsafe

    def literal(self, name: str) -> ast.expr | None:
        """What a name is bound to."""
        return self.program.value(name, self.first.number)

    def taken(self, node: ast.expr) -> Value | None:
        """The columns that an expression takes of a name that depends on all that is moved so far."""
        found = popped(node, self.literal) or projection(node, self.literal)
        value = self.values.get(found.table) if found is not None else None
        if found is None or value is None or value.steps != len(self.moves) or value.target is not None:
            return None
        if isinstance(node, ast.Name):
            return value
        columns = value.columns.without(found.columns.names) if not found.columns.only else found.columns
        return value._replace(
            columns=columns if found.columns.known else found.columns,
            single=value.single or found.single,
            frame=value.frame if found.frame else False,
        )

    def column_of(self, node: ast.expr) -> Columns | None:
        """The column that an expression takes, of whichever table."""
        found = projection(node, self.literal)
        return found.columns if found is not None and found.single else None

    def _step(self, statement: Statement) -> None:
        used = self.program.uses(statement)
        touched = used.all & (self.values.keys() | self.fitted)
        held = self.frozen - self.values.keys() - ({self.base} if touched else set())
        if used.opaque or (used.binds | used.changes) & held:
            raise Unsafe
        if not touched or self._is_harmless(statement, touched):
            return
        if not used.all & self.fitted and (self._projects(statement) or self._sets_another_column(statement)):
            return
        self._move(statement)

    def _is_harmless(self, statement: Statement, touched: frozenset[str]) -> bool:
        used = self.program.uses(statement)
        if touched & self.fitted or (used.binds | used.changes) & touched:
            return False
        if not all(self.values[name].stays for name in touched):
            return False
        return is_shown(statement.node) or all(only_schema(statement.node, name) for name in touched)

    # Statements that stay --------------------------------------------------------------------

    def _projects(self, statement: Statement) -> bool:
        """Whether a statement takes columns, which may as well be taken before what is moved."""
        node = statement.node
        if not self.by_column:
            return False
        if isinstance(node, ast.Expr):
            return self._drops(node.value)
        given = list(shapes.pairs(node))
        taken = [(name, self.taken(value)) for name, value in given]
        found = {name: value for name, value in taken if value is not None}
        if not found or len(found) < len(given):
            return False
        for _, value in given:
            table = root(value)
            column = popped(value, self.literal)
            if column is not None:
                here = self.values[table]
                self.values[table] = here._replace(columns=here.columns.without(column.columns.names))
            if not self.values[table].stays:
                if column is not None or not statement.alone():
                    return False
                self.restated.append((statement, table))
        for name, taken_value in found.items():
            self.values[name] = taken_value._replace(raw=name, stays=True)
        return True

    def _drops(self, node: ast.expr) -> bool:
        """`df.drop(columns=["id"], inplace=True)`."""
        if not isinstance(node, ast.Call) or last(node) != "drop" or not isinstance(node.func, ast.Attribute):
            return False
        table = node.func.value
        value = self.values.get(table.id) if isinstance(table, ast.Name) else None
        dropped = dropped_columns(node, self.literal)
        if value is None or not dropped or not value.stays or not is_in_place(node):
            return False
        self.values[root(table)] = value._replace(columns=value.columns.without(dropped))
        return True

    def _sets_another_column(self, statement: Statement) -> bool:
        """Whether a statement makes a column of columns that what is moved neither reads nor changes."""
        target = shapes.column_target(statement.node)
        table = root(shapes.target_of(statement.node) or ast.Constant(None))
        value = self.values.get(table)
        if target is None or value is None or not value.stays or self.reads_all or self.writes_all:
            return False
        columns = names_in(target, self.literal)
        read = columns_read(statement.node, table, self.literal)
        used = self.program.uses(statement).all
        if columns is None or read is None or used & ((self.values.keys() | self.fitted) - {table}):
            return False
        if columns & (self.read | self.written) or read & self.written:
            return False
        if value.columns.only:
            self.values[table] = value._replace(columns=Columns(value.columns.names | columns, only=True))
        return True

    # Statements that move --------------------------------------------------------------------

    def _move(self, statement: Statement) -> None:
        node = statement.node
        if not statement.alone():
            raise Unsafe
        check_plain(node)
        learned = shapes.learned_name(node) or self._statistic(node)
        wraps = self._wraps(node)
        targets = [each for call in fits(node) for each in shapes.target_arguments(call)]
        if not learned and self._is_learned(node):
            learned, table = root(shapes.target_of(node) or node), self.base
        else:
            table = self._table(node, targets, wraps=wraps)
        kind: Kind = "fit" if learned else "rows"
        if shapes.called(node) & words.RESAMPLES:
            kind = "train"
        made = estimators.forgotten(self.program, node, only_fits=bool(learned))
        self.fitted.update(root(call.func) for call in fits(node) if isinstance(call.func, ast.Attribute))
        self.moves.append(Move(statement, kind, made, self.moves[-1] if wraps else None))
        self._judge(node, table, learned=bool(learned))
        if learned:
            self.fitted.add(learned)
        elif kind == "train":
            self._resampled(statement, table)
        else:
            self._transformed(statement, table, targets)

    def _wraps(self, node: ast.stmt) -> bool:
        """Whether a statement makes a table of the array that the statement moved before it made."""
        before = self.moves[-1] if self.moves else None
        array = root(shapes.target_of(before.node) or node) if before is not None and before.kind == "rows" else ""
        if array in self.values and self.values[array].steps == 1 and shapes.wraps(node, array):
            return True
        if self.values and "DataFrame" in shapes.called(node):
            raise Unsafe  # its index would have to be that of rows which are an array by then
        return False

    def _is_learned(self, node: ast.stmt) -> bool:
        """Whether a statement makes something of what was learned, and of no rows: `kept = X.columns[model.coef_ > 0]`."""
        if self.values or not isinstance(node, ast.Assign) or not isinstance(shapes.target_of(node), ast.Name):
            return False
        read = {each.id for each in loads(node.value)}
        rest = {name for name in read - self.fitted if not self._is_settled(name, node)}
        return is_made(node.value, self.fitted) and rest <= {self.base} and only_schema(node, self.base)

    def _statistic(self, node: ast.stmt) -> str:
        """What a statement calls a number that it takes of rows: `middle = df["a"].median()`; empty for any other."""
        found = list(statistics(node.value)) if isinstance(node, ast.Assign) else []
        if not found or not isinstance(node, ast.Assign) or not isinstance(shapes.target_of(node), ast.Name):
            return ""
        inner = {each for call in found for each in loads(call)}
        alone = all(each in inner or self._is_settled(each.id, node) for each in loads(node.value))
        return root(node.targets[0]) if alone else ""

    def _is_settled(self, name: str, node: ast.AST) -> bool:
        return is_settled(self.program, name, node, self.split.statement.number)

    def _table(self, node: ast.stmt, targets: list[ast.expr], *, wraps: bool) -> str:
        """The name of the rows that a statement to move works on; raise where it needs more of the notebook."""
        beside = {each for target in targets for each in loads(target)}
        tables: set[str] = set()
        for each in loads(node):
            if each in beside or (isinstance(each.ctx, ast.Load) and self._is_settled(each.id, node)):
                if each.id not in self.fitted and each.id not in self.values:
                    self.frozen.add(each.id)
            elif self._is_table(each, node, wraps=wraps):
                tables.add(each.id)
        if len(tables) != 1 or (not self.values and self.base and tables != {self.base}):
            raise Unsafe
        table = tables.pop()
        if shapes.changes_rows(node, table, self.literal):
            raise Unsafe
        self.base = self.base or table
        self.frozen.add(self.base)
        self.targets += targets
        return table

    def _is_table(self, each: ast.Name, node: ast.stmt, *, wraps: bool) -> bool:
        """Whether a name in a statement to move is that of the rows; raise where it is of others."""
        name, is_read = each.id, isinstance(each.ctx, ast.Load)
        value = self.values.get(name)
        if value is not None:
            latest = value.steps == len(self.moves)
            if is_read and not latest:
                raise Unsafe
            plain = isinstance(node, ast.Assign) and isinstance(shapes.target_of(node), ast.Name)
            return latest and (is_read or not plain)
        if not is_read or name in self.fitted:
            return False
        if not self.values:
            return True
        # The rows as they were: below the split they are an array by then, unless this is the same statement.
        asked = _COLUMNS if self.source is not None or not wraps else None
        if name != self.base or not only_schema(node, name, asked):
            raise Unsafe
        if self.source is None and not wraps and any(each for move in self.moves for each in fits(move.node)):
            raise Unsafe
        return False

    def _judge(self, node: ast.stmt, table: str, *, learned: bool) -> None:
        """Keep which columns a statement reads and sets, whether it goes column by column, and whether it only fills."""
        read = columns_read(shapes.reading(node), table, self.literal, self.targets)
        target = shapes.column_target(node)
        columns = names_in(target, self.literal) if target is not None else None
        makers: list[str] = []
        for call in fits(node):
            made_by = estimators.maker(self.program, call, self.split.statement.number)
            own = estimators.own_columns(made_by)
            if estimators.is_strict(made_by) or not (last(call) in SCALERS or estimators.transforms_others(made_by)):
                raise Unsafe
            makers.append(last(made_by) if made_by is not None else last(call))
            if own is not None and read is None:
                read = columns = own
            elif columns is None and not estimators.is_by_column(makers[-1]):
                self.by_column = False
        if not learned or makers:
            self.only_fills &= shapes.only_fills(node, makers)
        self.reads_all |= read is None
        self.read |= read or set()
        if not learned:
            self.writes_all |= columns is None
            self.written |= columns or set()

    def _transformed(self, statement: Statement, table: str, targets: list[ast.expr]) -> None:
        """Keep what a statement makes of the rows."""
        node = statement.node
        target = shapes.target_of(node)
        if target is None:
            raise Unsafe
        name = root(target)
        changes = not isinstance(node, ast.Assign) or not isinstance(target, ast.Name)
        if changes and (name != table or isinstance(self.program.value(name, self.first.number), ast.Name)):
            raise Unsafe  # of another table, or of one that has another name as well
        self.in_place |= not isinstance(target, ast.Name) or isinstance(node, ast.AugAssign)
        before = self.values.get(table)
        if before is None:
            before = self._whole(node, table) if changes else self._origin(statement, table, targets)
        self.values[name] = before._replace(steps=len(self.moves), stays=before.stays and name == table)

    def _origin(self, statement: Statement, table: str, targets: list[ast.expr]) -> Value:
        """The rows that the first of the moved statements was given."""
        assert isinstance(statement.node, ast.Assign)
        found = list(shapes.sources(statement.node.value, table, targets, self.literal))
        first = found[0] if found else None
        if first is None or isinstance(first, ast.Name) or any(ast.dump(each) != ast.dump(first) for each in found):
            return self._whole(statement.node, table)
        taken = projection(first, self.literal)
        assert taken is not None
        self.source = first
        self.frozen.update(each.id for each in loads(first))
        raw = written(statement.tree, first)
        frame = True if taken.frame and taken.columns.only else None if taken.frame else False
        return Value(raw, stays=False, columns=taken.columns, single=taken.single, frame=frame)

    def _whole(self, node: ast.stmt, table: str) -> Value:
        """A table that the first of the moved statements works on as a whole."""
        columns = columns_read(shapes.reading(node), table, self.literal, self.targets)
        asked = {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute) and root(each) == table}
        if columns or asked & {"columns", "index", "fillna", "loc"}:
            return Value(raw=table, stays=True, frame=True)
        return Value(raw=table, stays=True, frame=shapes.is_table(self.program.value(table, self.first.number)))

    def _resampled(self, statement: Statement, table: str) -> None:
        """`X_new, y_new = sampler.fit_resample(X, y)`."""
        node = statement.node
        call = node.value if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
        pair = node.targets[0] if isinstance(node, ast.Assign) else None
        if not isinstance(call, ast.Call) or not isinstance(pair, ast.Tuple) or len(call.args) != 2 or call.keywords:
            raise Unsafe
        names = [each.id for each in pair.elts if isinstance(each, ast.Name)]
        rows, target = call.args
        taken = projection(rows, self.literal)
        if len(names) != 2 or len(pair.elts) != 2 or self.values or taken is None or taken.table != table:
            raise Unsafe
        if projection(target, self.literal) is None:
            raise Unsafe
        self.source = None if isinstance(rows, ast.Name) else rows
        self.frozen.update(each.id for part in call.args for each in loads(part))
        steps = len(self.moves)
        for name, given, beside in ((names[0], rows, None), (names[1], target, target)):
            stays = isinstance(given, ast.Name) and given.id == name
            self.values[name] = Value(
                written(statement.tree, given),
                stays,
                columns=taken.columns,
                frame=None if taken.frame else False,
                steps=steps,
                target=beside,
            )
