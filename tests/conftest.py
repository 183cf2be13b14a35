"""What all tests share: the reference folder, the flag that rewrites golden files, and the programs that some tests need."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="rewrite golden files; read them afterwards")


def pytest_configure(config: pytest.Config) -> None:
    if IN_CI and config.getoption("--update-goldens"):
        raise pytest.UsageError("--update-goldens is on in CI: golden files are rewritten by a person, never by CI")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that need something that is not here are skipped on a desk, and fail in CI."""
    missing = {name: why for name, why in (("shared", _no_shared()), ("ocr", _no_ocr()), ("office", _no_office()), ("browser", _no_browser())) if why}
    if IN_CI:
        return
    for item in items:
        for name, why in missing.items():
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=why))


def _no_shared() -> str | None:
    return None if (SHARED / "plans").is_dir() else "the reference folder ../shared is not here"


def _no_ocr() -> str | None:
    program = shutil.which("tesseract")
    if program is None:
        return "tesseract is not installed"
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False)
    return None if "vie" in (listed.stdout + listed.stderr).split() else "tesseract has no Vietnamese (vie)"


def _no_office() -> str | None:
    return None if shutil.which("soffice") or shutil.which("libreoffice") else "LibreOffice is not installed"


def _no_browser() -> str | None:
    return None if shutil.which("chromium") and shutil.which("chromedriver") else "Chromium and chromedriver are not installed"


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten."""
    return bool(request.config.getoption("--update-goldens"))


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests keep their own cache folder and leave the user's alone."""
    os.environ["KEHOACH_CACHE_DIR"] = str(tmp_path_factory.mktemp("cache"))
