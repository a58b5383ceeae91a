import re

from explorer import errors


def tree(root: type[errors.ExplorerError]) -> list[type[errors.ExplorerError]]:
    return [root, *(below for child in root.__subclasses__() for below in tree(child))]


def ours() -> list[type[errors.ExplorerError]]:
    return [each for each in tree(errors.ExplorerError) if each.__module__ == errors.__name__]


def made(kind: type[errors.ExplorerError]) -> errors.ExplorerError:
    if kind is errors.RecordError:
        return errors.RecordError("It broke.", field="title", hint="Mend it.")
    return kind("It broke.", hint="Mend it.")


def test_the_tree_at_the_top_of_the_module_is_the_tree() -> None:
    printed = dict(re.findall(r"[├└] (\w+) +(\d{3}|–)", errors.__doc__ or ""))
    assert set(printed) == {each.__name__ for each in ours()} - {"ExplorerError"}
    for each in ours():
        if printed.get(each.__name__, "–") != "–":
            assert each.status == int(printed[each.__name__]), each


def test_every_error_has_the_one_json_shape_and_a_code_of_its_own() -> None:
    for each in ours():
        said = made(each).as_json()
        assert said == {
            "ok": False,
            "error": "It broke.",
            "code": each.code,
            "hint": "Mend it.",
            "status": each.status,
        }
    codes = [each.code for each in ours()]
    assert len(codes) == len(set(codes))


def test_only_what_may_pass_by_itself_is_retryable() -> None:
    assert {each.__name__ for each in ours() if each.retryable} == {
        "StoreUnavailable",
        "QueryTimeout",
        "Busy",
    }
