"""The review page in a real browser: both ways between text and list, filters, keyboard, and text that stays text."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from desk import make_plan, sample_plan

from kehoach_parser.emit.html import to_html
from kehoach_parser.emit.html.paper import Mark, pieces
from kehoach_parser.emit.json import from_json, to_json
from kehoach_parser.model import Citation, Diagnostic, Plan, Signer

FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
EVIL = ['<script>window.broken=1</script>', '"><img src=x onerror="window.broken=1">', "'-window.broken-'", "</style><script>window.broken=1</script>", "<!--", "</mark></p>", "&lt;b&gt;", "\x00\x1b<b>", "${script}", "</script>"]


# --- without a browser ---------------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """Collects the elements, and the text of those that are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(page: bytes) -> Tags:
    tags = Tags()
    tags.feed(page.decode("utf-8"))
    return tags


def test_the_page_is_one_file_without_network() -> None:
    page = to_html([sample_plan()])
    tags = read(page)
    assert [tag for tag, _ in tags.found].count("script") == 1 and [tag for tag, _ in tags.found].count("style") == 1
    for tag, attrs in tags.found:
        assert "src" not in attrs and (attrs.get("href") or "#").startswith(("#", "data:,")), (tag, attrs)
        assert not any(name.startswith("on") or name == "style" for name in attrs)
    assert b"url(" not in page and b"@import" not in page and b"fetch(" not in page
    (policy,) = [attrs["content"] for tag, attrs in tags.found if attrs.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None and policy.startswith("default-src 'none'; script-src 'sha256-") and "unsafe" not in policy


def test_the_same_plans_give_the_same_page_and_stay_as_they_were() -> None:
    plan = sample_plan()
    before = plan.model_dump_json()
    assert to_html([plan]) == to_html([plan])
    assert plan.model_dump_json() == before


def test_every_value_is_marked_where_it_stands() -> None:
    page = to_html([sample_plan()]).decode()
    marks = re.findall(r'<mark class="([a-z ]+)" data-v="\d+">([^<]+)</mark>', page)
    assert marks[:6] == [("target", "tối thiểu 90%"), ("lead", "Công an huyện"), ("support", "Phòng Tư pháp"), ("support", "Phòng Nội vụ"), ("deadline", "Quý I/2024"), ("deliverable", "Báo cáo kết quả")]
    marked, chips = (set(re.findall(rf'<{tag} [^>]*data-v="(\d+)"', page)) for tag in ("mark", "button"))
    assert marked < chips and len(chips - marked) == 1  # the body of a heading is not printed in the task under it


def test_marks_that_overlap_are_cut_into_stretches_that_carry_both() -> None:
    outer, inner, after = Mark(0, 10, "deadline", 1), Mark(4, 6, "lead", 2), Mark(8, 12, "citation", 3)
    assert pieces([outer, inner, after], 11) == [(0, 4, (outer,)), (4, 6, (outer, inner)), (6, 8, (outer,)), (8, 10, (outer, after)), (10, 11, (after,))]
    assert pieces([Mark(3, 3, "lead", 1), Mark(20, 30, "lead", 2)], 10) == []


def test_a_plan_from_json_shows_its_nodes_in_place_of_the_text() -> None:
    page = to_html([from_json(to_json(sample_plan()))]).decode()
    assert "dựng lại từ tệp JSON" in page
    assert '<mark class="lead"' in page and "Cơ quan chủ trì: " in page


def test_no_plan_and_no_task_give_a_page_all_the_same() -> None:
    assert b"0 v\xc4\x83n b\xe1\xba\xa3n" in to_html([])
    assert "Không có nhiệm vụ nào khớp" in to_html([make_plan([])]).decode()


def evil_plan(text: str) -> Plan:
    plan = make_plan(
        [{"id": text, "kind": "part", "marker": text, "text": text},
         {"id": text + "1", "kind": "item", "marker": text, "text": text, "source": "field", "lead": [text], "support": [text], "implementer": [text], "deadline": {"raw": text, "condition": text, "recurrence": [text]}, "deliverable": text, "targets": [text]}],
        path=text, number=text, issuer=text, title=text, place=text, doc_type=text, issued_on=text, signer=Signer(name=text, position=text, authority=text), recipients=(text,), spans={text: (0, 5)},
        diagnostics=[Diagnostic(code=text, slug=text, severity="error", message=text, help=text, line=1, span=(0, 3), node=text + "1")],
    )
    evil = plan.model_copy(update={"citations": (Citation(raw=text, number=text, span=(2, 6), line=1),)})
    evil._text = plan.document_text
    return evil


@pytest.mark.parametrize("text", EVIL)
def test_no_text_becomes_markup(text: str) -> None:
    calm = read(to_html([evil_plan("an toàn")]))
    evil = read(to_html([evil_plan(text)]))
    assert [tag for tag, _ in evil.found if tag not in ("mark", "p", "i")] == [tag for tag, _ in calm.found if tag not in ("mark", "p", "i")]
    assert not any(name.startswith("on") for _, attrs in evil.found for name in attrs)


# --- in Chromium ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    selenium = pytest.importorskip("selenium.webdriver")
    from selenium.webdriver.chrome.service import Service

    options = selenium.ChromeOptions()
    for flag in (*FLAGS.split(), "--window-size=1500,950", f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.binary_location = shutil.which("chromium") or ""
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = selenium.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    yield driver
    driver.quit()


class Page:
    """A page in the browser, and what tests ask of it."""

    def __init__(self, driver: Any, folder: Path, page: bytes) -> None:
        self.driver = driver
        path = folder / "review.html"
        path.write_bytes(page)
        driver.get("about:blank")
        driver.get_log("browser")
        driver.get(path.as_uri())
        assert self.run("return document.documentElement.dataset.ready") == "yes"

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    def click(self, query: str) -> None:
        """A click on the place, as a hand does it: the element is brought into view first."""
        from selenium.webdriver.common.by import By

        element = self.driver.find_element(By.CSS_SELECTOR, query)
        self.run("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def press(self, keys: str) -> None:
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(keys).perform()

    def texts(self, query: str) -> list[str]:
        found: list[str] = self.run("return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)", query)
        return found

    @property
    def shown(self) -> list[str]:
        return self.texts(".card:not([hidden]) .work")

    def choose(self, select: str, value: str) -> None:
        self.run("const e = document.getElementById(arguments[0]); e.value = arguments[1]; e.dispatchEvent(new Event(e.id === 'plan' ? 'change' : 'input', {bubbles: true}))", select, value)
        self.settle()

    def settle(self) -> None:
        self.driver.execute_async_script("const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))")

    def visible(self, query: str) -> bool:
        """Whether the element stands inside the part of the text or list that is on the screen."""
        seen: bool = self.run(
            "const e = document.querySelector(arguments[0]), r = e.getBoundingClientRect(), b = e.closest('.text, .panel').getBoundingClientRect(); return r.height > 0 && r.top >= b.top - 1 && r.top < b.bottom", query
        )
        return seen

    def complaints(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser")]


def long_plan(tasks: int, path: str = "dai.txt", number: str = "20/KH-UBND") -> Plan:
    entries: list[dict[str, Any]] = [{"id": "I", "kind": "part", "marker": "I.", "text": "NHIỆM VỤ"}]
    entries += [
        {"id": f"I.{n}", "kind": "section", "marker": f"{n}.", "text": f"Công việc thứ {n}, thực hiện theo hướng dẫn của cấp trên và điều kiện của địa phương", "source": "field",
         "lead": [f"Phòng số {n % 17}"], "support": ["Công an huyện", "Phòng Tư pháp"], "deadline": {"raw": f"Tháng {n % 12 + 1}/2024", "start": f"2024-{n % 12 + 1:02}-01", "end": f"2024-{n % 12 + 1:02}-28"}}
        for n in range(1, tasks + 1)
    ]
    return make_plan(entries, path=path, number=number)


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Page:
    return Page(browser, tmp_path, to_html([sample_plan(), long_plan(120)]))


@pytest.mark.browser
def test_it_loads_without_a_complaint_and_counts_its_tasks(page: Page) -> None:
    assert page.complaints() == []
    assert page.run("return document.getElementById('count').value") == "128 nhiệm vụ"
    assert page.texts(".clear b")[0] == "100%"
    assert page.run("return document.querySelectorAll('svg.time').length") == 3


@pytest.mark.browser
def test_a_value_in_the_list_goes_to_its_place_in_the_text(page: Page) -> None:
    page.click("#t100 .chip.deadline")
    page.settle()
    assert page.texts("mark.here") == page.texts(".chip.here") == ["Tháng 10/2024"]
    assert page.visible("mark.here") and not page.run("return document.querySelectorAll('.paper')[1].hidden")
    assert page.texts(".l.on")[0].startswith("93. Công việc thứ 93")


@pytest.mark.browser
def test_a_place_in_the_text_goes_to_its_task(page: Page) -> None:
    page.choose("plan", "1")
    page.run("document.querySelector('.l[data-n=\"350\"] mark').click()")
    page.settle()
    assert page.run("return document.querySelectorAll('.card.on').length") == 1
    assert page.visible(".card.on") and page.texts(".chip.here") == page.texts("mark.here")
    page.run("document.querySelector('.paper:not([hidden]) .l[data-n=\"7\"]').click()")
    page.settle()
    assert page.texts(".card.on .no") == ["2."] and page.visible(".card.on")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("words", "ho tich", 1), ("words", "HỘ TỊCH", 1), ("body", "tu phap", 2), ("when", "recurring", 1), ("when", "none", 1), ("when", "unread", 1), ("when", "conditional", 1),
        ("how", "heading", 1), ("how", "bare", 1), ("codes", "any", 1), ("codes", "none", 7), ("codes", "KH302", 1), ("words", "không có gì như vậy", 0),
    ],
)
def test_filters(page: Page, field: str, value: str, shown: int) -> None:
    page.choose("plan", "0")
    page.choose(field, value)
    assert len(page.shown) == shown
    assert page.run("return document.getElementById('count').value") == f"{shown} / 8 nhiệm vụ"
    assert page.run("return document.getElementById('empty').hidden") is (shown > 0)
    page.run("document.querySelector('#filters button').click()")
    page.settle()
    assert len(page.shown) == 8


@pytest.mark.browser
def test_a_plan_without_tasks_is_called_neither_clear_nor_filtered(browser: Any, tmp_path: Path) -> None:
    page = Page(browser, tmp_path, to_html([make_plan([{"id": "I", "kind": "part", "marker": "I.", "text": "MỤC ĐÍCH"}])]))
    assert page.texts(".clear b") == ["–"] * 4
    assert page.texts("#empty:not([hidden])") == ["Không tìm thấy nhiệm vụ nào trong văn bản."]


@pytest.mark.browser
def test_headings_without_a_shown_task_go_with_them(page: Page) -> None:
    page.choose("plan", "0")
    page.choose("words", "hạ tầng")
    assert page.texts(".head:not([hidden])") == ["II. TỔ CHỨC THỰC HIỆN", "2. Ủy ban nhân dân các xã"]


@pytest.mark.browser
def test_a_bar_of_the_timeline_and_a_clarity_show_their_tasks(page: Page) -> None:
    page.choose("plan", "0")
    page.run("document.querySelector('.chart[data-p=\"0\"] .bar').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
    assert page.shown == ["1.1. Đạt tối thiểu 90% hồ sơ trực tuyến"]
    page.press("\ue00c")  # Escape
    page.settle()
    assert len(page.shown) == 8
    page.click(".clear[data-q='1']")
    assert page.shown == ["- Rà soát hạ tầng"]


@pytest.mark.browser
def test_everything_goes_by_keyboard(page: Page) -> None:
    page.press("jj")
    assert page.texts(".card.on .no") == ["1.2."] and page.run("return document.activeElement.id") == "t1"
    page.press("k")
    assert page.texts(".card.on .no") == ["1.1."]
    page.press("n")
    assert page.texts(".card.on .no") == ["2.2."]
    page.press("/hộ")
    assert page.run("return document.activeElement.id") == "words"
    page.press("\ue00c")
    page.press("3")
    assert page.run("return document.getElementById('panel-head').hidden") is False
    page.press("]")
    assert page.run("return document.getElementById('plan').value") == "0"
    page.press("?")
    assert page.run("return document.getElementById('help').open") is True
    page.press("\ue00c")
    before = page.run("return getComputedStyle(document.body).backgroundColor")
    page.press("t")
    assert page.run("return getComputedStyle(document.body).backgroundColor") != before


@pytest.mark.browser
def test_a_verdict_is_kept_and_can_be_filtered(page: Page) -> None:
    page.run("localStorage.clear()")
    page.driver.refresh()
    page.press("jo")
    page.press("jx")
    page.settle()
    assert page.run("return document.getElementById('count').value") == "128 nhiệm vụ, đã soát 2"
    page.run("const note = document.querySelector('.verdict input'); note.value = '=sai hạn'; note.dispatchEvent(new Event('input', {bubbles: true}))")
    page.driver.refresh()
    assert page.texts(".card.ok .no") == ["1.1."] and page.texts(".card.bad .no") == ["1.2."]
    page.choose("seen", "bad")
    assert page.shown == ["1.2. Số hóa sổ hộ tịch"]
    saved = page.driver.execute_async_script("""
        const done = arguments[0], make = URL.createObjectURL;
        URL.createObjectURL = (blob) => { blob.text().then(done); return make(blob); };
        HTMLAnchorElement.prototype.click = () => {};
        document.getElementById('save').click();""")
    assert saved.splitlines()[1:] == ['"12/KH-UBND","I.1.1","đúng","","1.1. Đạt tối thiểu 90% hồ sơ trực tuyến"', '"12/KH-UBND","I.1.2","sai","\'=sai hạn","1.2. Số hóa sổ hộ tịch"']
    page.press("\ue00c")
    page.press("jo")
    page.settle()
    assert page.texts(".card.ok") == [] and page.complaints() == []


@pytest.mark.browser
@pytest.mark.shared
def test_the_page_of_five_real_plans_is_small(browser: Any, tmp_path: Path) -> None:
    from kehoach_parser.pipeline import parse_file

    data = to_html([parse_file(path) for path in sorted((Path(__file__).resolve().parents[2] / "shared" / "plans").glob("*.txt"))])
    assert len(data) <= 2_000_000
    page = Page(browser, tmp_path, data)
    took = page.run("return performance.getEntriesByType('navigation')[0].domComplete")
    print(f"five plans: {len(data)} bytes, interactive after {took:.0f} ms")  # wanted: less than 1,000
    assert page.complaints() == []


@pytest.mark.browser
def test_a_finding_goes_to_its_place(page: Page) -> None:
    page.press("2")
    page.click("#found .finding")
    page.settle()
    assert page.texts("mark.here") == ["KẾ HOẠCH"] and page.visible("mark.here")


@pytest.mark.browser
@pytest.mark.parametrize("text", EVIL)
def test_an_attempt_to_inject_does_nothing(browser: Any, tmp_path: Path, text: str) -> None:
    page = Page(browser, tmp_path, to_html([evil_plan(text)]))
    page.choose("body", text)
    page.press("j")
    page.press("2")
    assert page.complaints() == []
    assert page.run("return [window.broken, document.scripts.length, document.images.length]") == [None, 1, 0]


@pytest.mark.browser
def test_ten_plans_with_two_thousand_tasks_stay_fluid(browser: Any, tmp_path: Path) -> None:
    page = Page(browser, tmp_path, to_html([long_plan(200, f"{n}.txt", f"{n}/KH-UBND") for n in range(1, 11)]))
    interactive = page.run("return performance.getEntriesByType('navigation')[0].domInteractive")
    filtered = max(page.run("""
        const at = performance.now(); const box = document.getElementById('words');
        box.value = arguments[0]; document.getElementById('filters').dispatchEvent(new Event('input'));
        return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - at))));""", words) for words in ("không có", "", "thứ 77"))
    assert len(page.shown) == 10
    opened = page.run("const at = performance.now(); document.getElementById('t1990').click(); document.body.offsetHeight; return performance.now() - at;")
    print(f"2,000 tasks: interactive after {interactive:.0f} ms, filtered in {filtered:.0f} ms, opened in {opened:.0f} ms")
    assert filtered < 2000  # a tenth of it on a machine that does nothing else
    assert page.complaints() == []


@pytest.mark.browser
def test_it_prints_as_pages(browser: Any, tmp_path: Path) -> None:
    Page(browser, tmp_path, to_html([sample_plan()]))
    import base64

    printed = base64.b64decode(browser.print_page())
    assert printed.startswith(b"%PDF-") and len(re.findall(rb"/Type\s*/Page\b", printed)) >= 2


@pytest.mark.browser
def test_the_text_of_what_is_chosen_is_printed(page: Page) -> None:
    heights = "return [...document.querySelectorAll('.paper')].map((paper) => paper.offsetHeight > 0)"
    try:
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        assert page.run(heights) == [True, True]
        page.choose("plan", "1")
        assert page.run(heights) == [False, True]
    finally:
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


@pytest.mark.browser
def test_a_narrow_window_shows_everything(page: Page) -> None:
    try:
        page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 420, "height": 800, "deviceScaleFactor": 1, "mobile": False})
        assert page.run("return document.documentElement.scrollWidth") <= 420
        assert page.run("return document.querySelector('.top h1').offsetHeight") < 40  # one line
        ticks = page.run("return [...document.querySelectorAll('.chart:not([hidden]) text.tick')].map((e) => { const r = e.getBoundingClientRect(); return [r.left, r.right]; })")
        assert all(left[1] <= right[0] for left, right in itertools.pairwise(ticks))
    finally:
        page.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
