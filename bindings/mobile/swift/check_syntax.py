"""Looks for faults of syntax in Swift files where there is no Swift: `check_syntax.py FILE...`.

It sees no types. The grammar lacks two things that UniFFI writes, which are blanked out first, so
that lines and columns stay: a condition around an attribute, and a closure that gives nothing.
"""

import re
import sys
from pathlib import Path

import tree_sitter_swift
from tree_sitter import Language, Parser

CONDITION = rb"^[ \t]*#if swift\(>=5\.8\)\n[ \t]*@_documentation\(visibility: private\)\n[ \t]*#endif\n"
NOTHING = rb"(?<== \{ )\(\)(?= \})"
UNKNOWN = re.compile(b"|".join([CONDITION, NOTHING]), re.MULTILINE)


def blanked(found):
    return re.sub(rb"[^\n]", b" ", found[0])


def nodes(node):
    yield node
    for child in node.children:
        yield from nodes(child)


def main(paths):
    sys.setrecursionlimit(100_000)
    parser = Parser(Language(tree_sitter_swift.language()))
    seen = faults = 0
    for path in paths:
        source = UNKNOWN.sub(blanked, Path(path).read_bytes())
        for node in nodes(parser.parse(source).root_node):
            seen += 1
            if node.is_error or node.is_missing:
                faults += 1
                line, column = node.start_point
                print(f"{path}:{line + 1}:{column + 1}: not Swift: {node.text[:60]!r}")
    print(f"swift syntax: {len(paths)} files, {seen} nodes, {faults} faults")
    return 1 if faults or not paths else 0


sys.exit(main(sys.argv[1:]))
