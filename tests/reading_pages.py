# SPDX-License-Identifier: Apache-2.0
"""Read a page as a browser and a person do: what the content policy forbids, and the words alone."""

import re

from fastapi.testclient import TestClient

LANGUAGES = ("en", "de")
BARRED = re.compile(
    r"""<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\b(?:src=|type="application/json"))""",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(r"""(?:src|href|action)="(?:https?:)?//""")


def text_of(client: TestClient, path: str, language: str = "en") -> str:
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200, path
    assert not BARRED.search(answer.text), path
    assert not ELSEWHERE.search(answer.text), path
    assert "{{" not in answer.text
    assert "%(" not in answer.text
    return answer.text


def plain(html: str) -> str:
    """What a person reads of a page, without its marks."""
    text = re.sub(r"<[^>]*>", " ", html)
    for mark, sign in (
        ("&#39;", "'"),
        ("&#34;", '"'),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ):
        text = text.replace(mark, sign)
    return " ".join(text.split())
