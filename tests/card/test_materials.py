"""The bill of materials."""

from pathlib import Path

from scripts.card import build, materials

STATUS = """Package: kmod
Status: install ok installed
Version: 34-2

Package: gone
Status: deinstall ok config-files
Version: 1

Package: prose
Status: install ok installed
Version: 2
"""


def test_debian_packages_with_their_licences(tmp_path: Path) -> None:
    """Installed packages only; licence names where the copyright file has them, else where to read it."""
    for name, text in (
        ("kmod", "Format: x\n\nLicense: GPL-2+\nLicense: LGPL-2.1+\n words\n"),
        ("prose", "Copyright me\n"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "copyright").write_text(text)
    found = {item.name: item.licence for item in materials.debian(STATUS, tmp_path)}
    assert found == {"kmod": "GPL-2+, LGPL-2.1+", "prose": "see prose/copyright"}


def test_wheels_by_their_metadata(tmp_path: Path) -> None:
    """A wheel's licence is its expression, else its classifiers."""
    for name, line in (("a", "License-Expression: MIT"), ("b", "Classifier: License :: OSI Approved :: BSD License")):
        folder = tmp_path / f"{name}-1.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: 1\n{line}\n\nText\n")
    assert [item.licence for item in materials.wheels(tmp_path)] == ["MIT", "BSD License"]


def test_root_is_named_by_what_goes_in(tmp_path: Path) -> None:
    """The kept Debian root has another name as soon as one of its inputs changes."""
    file = tmp_path / "packages.list"
    file.write_text("a")
    before = build.root_key(file)
    file.write_text("b")
    assert build.root_key(file) != before
