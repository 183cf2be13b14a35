"""Writes `docs/rules.md` and the rule table of the README: `python -m kehoach_parser.check.table [--check]`.

`--check` writes nothing and ends with status 1 when a file is stale.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from kehoach_parser.check.pages import page_of
from kehoach_parser.message_table import TABLE

FAMILIES = {
    "KH1": ("Cấu trúc", "structure"),
    "KH2": ("Trách nhiệm", "responsibility"),
    "KH3": ("Thời gian", "time"),
    "KH4": ("Kết quả", "result"),
    "KH5": ("Thể thức (Nghị định 30/2020/NĐ-CP)", "form"),
    "KH6": ("Viện dẫn", "citations"),
    "KH7": ("Văn bản", "text"),
    "KH9": ("Đọc tệp", "reading"),
}
_MARKERS = re.compile(r"(<!-- rules:start -->\n).*?(<!-- rules:end -->)", re.DOTALL)
_INTRO = """# Quy tắc kiểm tra · Check rules

Trang này được tạo từ mã nguồn bằng `python -m kehoach_parser.check.table`; đừng sửa tay.
This page is generated; `kehoach explain CODE` shows the same in the terminal.
"""


def rules_page() -> str:
    """`docs/rules.md`: the table, then each rule with its page."""
    parts = [_INTRO, rules_table()]
    for family, (name, english) in FAMILIES.items():
        parts.append(f"## {family}xx · {name} ({english})\n")
        parts += [_section(code) for code in TABLE if code.startswith(family)]
    return "\n".join(parts)


def rules_table() -> str:
    """The table of all rules, one row each."""
    rows = [f"| {code} | `{entry.slug}` | {entry.level} | {_first_sentence(code)} |" for code, entry in TABLE.items()]
    return "\n".join(["| Mã | Tên | Mức | Phát hiện |", "|---|---|---|---|", *rows, ""])


def with_table(readme: str) -> str:
    """The README with the table between its markers; unchanged when it has none."""
    return _MARKERS.sub(lambda found: found[1] + rules_table() + found[2], readme)


def _section(code: str) -> str:
    page = page_of(code)
    parts = [f"### {code} `{page.entry.slug}`\n", f"Mức mặc định: **{page.entry.level}**\n", page.text + "\n"]
    if page.bad:
        parts += ["Không nên:\n", f"```text\n{page.bad}\n```\n", "Nên:\n", f"```text\n{page.good}\n```\n"]
    return "\n".join([*parts, f"*English:* {page.english}\n"])


def _first_sentence(code: str) -> str:
    return page_of(code).text.split("\n")[0].removesuffix(" Mặc định tắt.").replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Writes the files below the current folder, or says which are stale."""
    stale = 0
    for path, made in ((Path("docs/rules.md"), rules_page()), *((p, with_table(p.read_text("utf-8"))) for p in _readmes())):
        if path.is_file() and path.read_text("utf-8") == made:
            continue
        stale = 1
        print(f"{path} {'is stale' if '--check' in arguments else 'written'}")
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made, "utf-8")
    return stale if "--check" in arguments else 0


def _readmes() -> list[Path]:
    return [path for path in (Path("README.md"), Path("README.vi.md")) if path.is_file()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
