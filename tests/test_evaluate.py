"""The measures: agreement with the scorer of the contract, strictnesses, misses, the command."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from desk import body, make_plan, sample_plan

from kehoach_parser.cli import main
from kehoach_parser.emit.json import to_json
from kehoach_parser.errors import UnreadableFile
from kehoach_parser.evaluate import load_gold, measure_plan, total
from kehoach_parser.evaluate.begin import gold_yaml
from kehoach_parser.evaluate.same import STRICTNESSES, folded, name_words, normalised, rules
from kehoach_parser.model import Node, Plan

SHARED = Path(__file__).resolve().parents[2] / "shared"
NORMALISED = STRICTNESSES["normalised"]


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    return int(end.value.code or 0)


@pytest.fixture
def gold_file(tmp_path: Path) -> Path:
    path = tmp_path / "gold" / "ke-hoach.yaml"
    path.parent.mkdir()
    path.write_bytes(gold_yaml(sample_plan()))
    return path


@pytest.mark.parametrize(
    ("function", "one", "other", "same"),
    [
        (folded, "Hoà  Bình", "hòa bình", True),
        (folded, "Quý I", "qúy i", False),
        (folded, "A – B", "A - B", False),
        (normalised, "Lao động–Thương binh", "lao động - thương binh", True),
        (normalised, "**Xong.**", "“xong”", True),
        (normalised, "Sở A ; Sở B", "Sở A; Sở B", True),
        (normalised, "Sở Y tế", "Sở Y té", False),
        (name_words, "Các sở, ban, ngành và địa phương", "sở ban ngành địa phương", True),
        (name_words, "Công an huyện", "Công an tỉnh", False),
    ],
)
def test_what_counts_as_the_same(function: Any, one: str, other: str, same: bool) -> None:
    assert (function(one) == function(other)) is same


def test_rules_agree_whatever_the_order_of_their_parts() -> None:
    assert rules(["RRULE:BYMONTHDAY=11;FREQ=MONTHLY"]) == rules(["freq=monthly;bymonthday=11"])


def test_a_plan_against_its_own_gold_is_exact_at_every_strictness(gold_file: Path) -> None:
    for by in STRICTNESSES.values():
        tallies, misses = measure_plan(load_gold(gold_file), sample_plan(), by)
        assert misses == []
        assert tallies["plan"].f1 == 1
        assert total([tallies])["record"].want == 8


def _changed(plan: Plan, node_id: str, **task: Any) -> Plan:
    def change(node: Node) -> Node:
        below = tuple(change(child) for child in node.children)
        own = {"task": node.task.model_copy(update=task)} if node.id == node_id and node.task else {}
        return node.model_copy(update={"children": below, **own})

    return plan.model_copy(update={"body": tuple(change(node) for node in plan.body)})


def test_a_wrong_body_costs_its_field_and_its_record_and_names_the_line(gold_file: Path) -> None:
    plan = _changed(sample_plan(), "I.1.2", lead=(body("Phòng Nội vụ"),))
    tallies, misses = measure_plan(load_gold(gold_file), plan, NORMALISED)
    sums = total([tallies])
    assert (sums["lead"].right, sums["lead"].want, sums["lead"].given) == (4, 5, 5)
    assert (sums["record"].right, sums["record"].want) == (7, 8)
    assert sums["plan"].right == 0
    assert [(miss.line, miss.measure, miss.want, miss.given) for miss in misses] == [(9, "lead", "phòng tư pháp", "phòng nội vụ")]


def test_the_printed_form_of_a_deadline_counts_only_where_it_should(gold_file: Path) -> None:
    task = sample_plan().body[0].children[0].children[0].task
    assert task is not None and task.deadline is not None
    plan = _changed(sample_plan(), "I.1.1", deadline=task.deadline.model_copy(update={"raw": "quý  I/2024"}))
    right = {name: measure_plan(load_gold(gold_file), plan, by)[0]["deadline.field"].right for name, by in STRICTNESSES.items()}
    assert right == {"strict": 5, "folded": 6, "normalised": 6}


def test_a_task_too_many_and_one_too_few(gold_file: Path) -> None:
    gold = load_gold(gold_file)
    fewer = sample_plan()
    empty = make_plan([])
    assert total([measure_plan(gold, empty, NORMALISED)[0]])["record"].given == 0
    less = gold.model_copy(update={"tasks": gold.tasks[1:]})
    sums = total([measure_plan(less, fewer, NORMALISED)[0]])
    assert (sums["record"].right, sums["record"].want, sums["record"].given) == (7, 7, 8)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("doc: [", "is not YAML"),
        ("doc: a.txt\nheader: {}\ntasks:\n- {line: x, source: field, text: a}\n", "tasks.0.line"),
        ("doc: a.txt\nheader: {}\ntasks:\n- {line: 3, source: guess, text: a}\n", "tasks.0.source"),
        ("", "the file"),
    ],
)
def test_a_broken_gold_file_is_named_with_what_is_wrong(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile) as error:
        load_gold(path)
    assert says in str(error.value) and str(path) in str(error.value)


def test_markers_and_dates_stay_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("doc: a.txt\nheader: {issued_on: 2024-01-15, plan_year: 2024}\noutline:\n- {line: 5, depth: 2, marker: 1.10, text: x}\n", encoding="utf-8")
    gold = load_gold(path)
    assert gold.outline[0].marker == "1.10"
    assert (gold.header.issued_on, gold.header.plan_year) == ("2024-01-15", "2024")


def test_the_command_fails_below_the_minimum_and_says_by_how_much(gold_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "ke-hoach.json").write_bytes(to_json(_changed(sample_plan(), "I.1.2", lead=())))
    assert run("eval", str(gold_file), str(out), "--min", "record=0.5") == 0
    assert run("eval", str(gold_file), str(out), "--min", "record=0.98") == 1
    said = capsys.readouterr()
    assert "record is 0.8750 (normalised), below 0.98" in said.err
    assert "ke-hoach.txt:9: lead: want phòng tư pháp | given –" in said.out


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["eval"], 2, "kehoach eval GOLD OUT"),
        (["eval", "GOLD", "OUT", "--min", "record"], 2, "MEASURE=F1"),
        (["eval", "GOLD", "OUT", "--min", "recrd=0.9"], 2, "is no measure"),
        (["eval", "GOLD", "nowhere"], 2, "is not there"),
        (["eval", "nowhere", "OUT"], 2, "is not there"),
        (["eval", "OUT", "OUT"], 1, "holds no gold file"),
    ],
)
def test_wrong_usage_gets_one_sentence(gold_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, says: str) -> None:
    (tmp_path / "out").mkdir()
    places = {"GOLD": str(gold_file.parent), "OUT": str(tmp_path / "out")}
    assert run(*(places.get(part, part) for part in arguments)) == status
    error = capsys.readouterr().err
    assert says in error and "Traceback" not in error


def test_a_plan_without_result_counts_as_missed(gold_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").mkdir()
    assert run("eval", str(gold_file), str(tmp_path / "out"), "--format", "json") == 0
    said = capsys.readouterr()
    assert "no JSON for it" in said.err
    record = json.loads(said.out)["measures"]["normalised"]["record"]
    assert (record["right"], record["want"], record["given"]) == (0, 8, 0)


# --- agreement with the scorer of the contract -------------------------------------------------------------------------


def _from_gold(path: Path) -> dict[str, Any]:
    """A result that says what the gold says: each outline line a node of its own."""
    gold = yaml.safe_load(path.read_text(encoding="utf-8"))
    tasks = {task["line"]: task for task in gold["tasks"]}
    marks = {node["line"]: node for node in gold["outline"]}
    header = {**gold["header"], "recipients": gold["header"]["recipients"] or []}
    nodes = [_node(line, marks.get(line), tasks.get(line)) for line in sorted({*tasks, *marks})]
    return {"source": {"path": gold["doc"], "format": "text", "sha256": "0", "coverage": {}}, "header": header, "body": nodes}


def _node(line: int, mark: dict[str, Any] | None, task: dict[str, Any] | None) -> dict[str, Any]:
    node: dict[str, Any] = {"id": str(line), "kind": "item", "marker": mark and str(mark["marker"]), "depth": mark["depth"] if mark else 3, "line": line, "span": [0, 0], "text": (task or mark or {})["text"]}
    if task:
        roles = {role: [{"raw": name, "name": name, "span": [0, 0]} for name in task.get(role) or []] for role in ("lead", "support", "implementer")}
        due = task.get("deadline")
        given = due and {**due, "span": [0, 0], "recurrence": [due["recurrence"]] if isinstance(due.get("recurrence"), str) else due.get("recurrence") or []}
        node["task"] = {"source": task["source"], **roles, "deadline": given}
    return node


def _spoil(tree: dict[str, Any], chance: random.Random) -> None:
    """Errors of every sort: lost and invented nodes, wrong kind, names, dates, texts, depths, header values."""
    for node in list(tree["body"]):
        roll = chance.random()
        task = node.get("task")
        if roll < 0.08:
            tree["body"].remove(node)
        elif roll < 0.14:
            node["depth"] += 1
        elif roll < 0.2:
            node["text"] = node["text"][: chance.randrange(len(node["text"]) + 1)] or "–"
        elif roll < 0.26 and node["marker"]:
            node["marker"] = f"({node['marker']})"
        elif roll < 0.3 and not task:
            node["task"] = {"source": "bare"}
        elif task and roll < 0.5:
            _spoil_task(task, chance)
    tree["header"]["place"] = None
    tree["header"]["recipients"] = tree["header"]["recipients"][1:]


def _spoil_task(task: dict[str, Any], chance: random.Random) -> None:
    what = chance.choice(["source", "lead", "support", "due", "rule", "name", "none"])
    if what == "source":
        task["source"] = "inline"
    elif what in ("lead", "support"):
        task[what] = [*task[what], {"raw": "Sở Lạ", "name": "Sở Lạ", "span": [0, 0]}][chance.randrange(2) :]
    elif what == "none":
        task["deadline"] = None
    elif what == "name" and task["lead"]:
        task["lead"][0]["name"] = f"Các {task['lead'][0]['name'].upper()} "
    elif task["deadline"]:
        task["deadline"].update({"end": "2024-05-05"} if what == "due" else {"recurrence": ["FREQ=YEARLY"]})


@pytest.mark.shared
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_measures_agree_with_the_scorer(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    plans = {}
    for path in sorted((SHARED / "gold").glob("*.yaml")):
        tree = _from_gold(path)
        if seed:
            _spoil(tree, chance)
        plan = Plan.model_validate_json(json.dumps(tree))
        plans[path] = plan
        (tmp_path / f"{Path(tree['source']['path']).stem}.json").write_bytes(to_json(plan))
    scorer = [sys.executable, str(SHARED / "score" / "score.py"), str(SHARED / "gold"), str(tmp_path), "--json"]
    theirs = json.loads(subprocess.run(scorer, capture_output=True, check=True, text=True).stdout)
    sums = total(measure_plan(load_gold(path), plan, NORMALISED)[0] for path, plan in plans.items())
    ours = {name: {"precision": round(t.precision, 4), "recall": round(t.recall, 4), "f1": round(t.f1, 4), "right": t.right, "want": t.want, "given": t.given} for name, t in sums.items()}
    assert {name: ours[name] for name in theirs} == theirs
    assert seed == 0 or theirs["record.field"]["f1"] < 0.99


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["--init", "nowhere.md"], "nowhere.md: cannot be read"), (["--init", "a.json", "-o", "a.json/b.yaml"], "a file stands where a folder is needed"), (["gold", "out", "-o", "x.json"], "x.json: --out is where --init writes")],
)
def test_wrong_usage_is_not_taken_for_a_measure_that_is_too_low(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_bytes(to_json(sample_plan()))
    assert run("eval", *arguments) == 2
    assert says in capsys.readouterr().err


def test_one_result_is_not_measured_against_a_folder_of_gold_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_bytes(to_json(sample_plan()))
    for name in ("a", "b"):
        assert run("eval", "--init", str(tmp_path / "a.json"), "-o", str(tmp_path / "gold" / f"{name}.yaml")) == 0
    assert run("eval", str(tmp_path / "gold"), str(tmp_path / "a.json")) == 2
    assert "is one result, but" in capsys.readouterr().err
    assert run("eval", str(tmp_path / "gold" / "a.yaml"), str(tmp_path / "a.json")) == 0


def test_a_gold_file_is_begun_from_a_plan_and_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_bytes(to_json(sample_plan()))
    gold = tmp_path / "gold" / "a.yaml"
    assert run("eval", "--init", str(tmp_path / "a.json"), "-o", str(gold)) == 0
    assert load_gold(gold).doc == "ke-hoach.txt" and len(load_gold(gold).tasks) == 8
    gold.write_text("corrected: by hand", encoding="utf-8")
    assert run("eval", "--init", str(tmp_path / "a.json"), "-o", str(gold)) == 2
    assert gold.read_text(encoding="utf-8") == "corrected: by hand"
    assert "corrected by hand and not written again" in capsys.readouterr().err
    assert run("eval", "--init", str(tmp_path / "a.json")) == 0
    assert yaml.safe_load(capsys.readouterr().out)["doc"] == "ke-hoach.txt"
