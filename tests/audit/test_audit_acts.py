"""Every act that any room writes down has a name for people; names of acts no longer written stay, for old events."""

import ast
from pathlib import Path

import pytest

from sidalih.audit.acts import ACTS, GROUPS, act_of, in_group, that_saw
from sidalih.audit.anchors import VERIFIED

ROOT = Path(__file__).parent.parent.parent
WRITERS = {"record", "later", "recorded"}


def files():
    return sorted(path for folder in ("sidalih", "voters", "ektp") for path in (ROOT / folder).rglob("*.py")
                  if "migrations" not in path.parts)


def constants(node):
    """The texts an expression can be: a constant, or a choice of two."""
    if isinstance(node, ast.Constant):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return constants(node.body) | constants(node.orelse)
    return set()


def called(node):
    """The name of what is called; of a method only where it is the audit room's, or "." for any other."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr if isinstance(function.value, ast.Name) and function.value.id == "audit" else "."
    return getattr(function, "id", "")


def written():
    """{act: where}; an act in a variable is looked for among the `act=` that calls and signatures give."""
    found = {}
    for path in files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            acts = set()
            if isinstance(node, ast.Call):
                if called(node) in WRITERS and node.args:
                    acts |= constants(node.args[0])
                    known = acts or isinstance(node.args[0], ast.Name | ast.Attribute)
                    assert known, f"{path}:{node.lineno}: an act is a plain name, so that it can be found"
                if getattr(node.func, "attr", "") not in ("filter", "exclude"):
                    acts |= {text for word in node.keywords if word.arg == "act" for text in constants(word.value)}
            elif isinstance(node, ast.FunctionDef):
                pairs = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
                acts |= {text for word, default in pairs if word.arg == "act" for text in constants(default)}
            for act in acts:
                found.setdefault(act, f"{path.relative_to(ROOT)}:{node.lineno}")
    return found | {VERIFIED: "sidalih/audit/actions.py"}


def test_every_act_has_a_name():
    missing = {act: where for act, where in written().items() if act not in ACTS}
    assert not missing


@pytest.mark.parametrize("code", ACTS)
def test_an_act_is_named_in_a_group_that_exists(code):
    assert str(ACTS[code].name).strip() and ACTS[code].group in GROUPS
    assert len(code) <= 40


def test_groups_and_what_was_seen():
    assert "voter_viewed" in in_group("reading") and "entered" not in in_group("reading")
    assert {"voter_viewed", "voter_revealed", "voter_searched", "list_exported"} <= set(that_saw())
    assert "list_exported" not in that_saw("voter", "search")
    assert act_of("something_old").name == "something_old"
