# SPDX-License-Identifier: Apache-2.0
"""The same page as `text.Page`, as one self-contained HTML document with its figures."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

STYLE: Final = """
:root{color-scheme:light dark;--paper:#fbfaf7;--ink:#22302f;--soft:#5d6b69;--line:#dfe3dd;--card:#fff;
--accent:#0f6b62}
@media (prefers-color-scheme:dark){:root{--paper:#141a1a;--ink:#e6ebe8;--soft:#9fb0ad;--line:#2c3636;
--card:#1b2323;--accent:#6fc7ba}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 system-ui,sans-serif}
main{max-width:46rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}
h1{font-size:1.75rem;line-height:1.2;margin:.5rem 0 1rem;text-wrap:balance}
h2{font-size:1.0625rem;margin:2rem 0 .5rem;color:var(--accent)}
p{margin:.4rem 0;max-width:68ch}ul,ol{margin:.25rem 0;padding-left:1.35rem}li{margin:.3rem 0;max-width:66ch}
figure{margin:1rem 0;padding:1rem;background:var(--card);border:1px solid var(--line);
border-radius:14px}
figure svg{display:block;width:100%;height:auto;max-height:70vh}
figcaption{color:var(--soft);font-size:.9375rem;margin-top:.75rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;margin:.5rem 0;font-size:.9375rem}
th,td{text-align:left;vertical-align:top;padding:.35rem 1rem .35rem 0;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600}
a{color:var(--accent)}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000}main{max-width:none;padding:0}
figure,li,tr{break-inside:avoid}h2{break-after:avoid}}
"""


def document(title: str, body: str, style: str = "") -> str:
    """Wrap a page's body as a document that needs nothing else."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}{style}</style>\n</head>\n"
        f"<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


class HtmlPage:
    """Collects a page and gives it as HTML; takes the same calls as `text.Page`."""

    def __init__(self) -> None:
        self._title = ""
        self._out: list[str] = []

    def title(self, text: str) -> None:
        """Write the page's title."""
        self._title = self._title or text
        self._out.append(f"<h1>{escape(text)}</h1>\n")

    def heading(self, text: str) -> None:
        """Write a heading."""
        self._out.append(f"<h2>{escape(text)}</h2>\n")

    def gap(self) -> None:
        """Leave room; paragraphs keep their own distance here."""

    def say(self, text: str, *, indent: int = 0) -> None:  # noqa: ARG002 - as in text.Page
        """Write a paragraph."""
        self._out.append(f"<p>{escape(text)}</p>\n")

    def points(self, texts: Iterable[str], *, indent: int = 2) -> None:  # noqa: ARG002 - as above
        """Write a list."""
        self._list("ul", texts)

    def steps(self, texts: Iterable[str], *, indent: int = 2) -> None:  # noqa: ARG002 - as above
        """Write a numbered list."""
        self._list("ol", texts)

    def _list(self, tag: str, texts: Iterable[str]) -> None:
        rows = "".join(f"<li>{escape(text)}</li>\n" for text in texts)
        self._out.append(f"<{tag}>\n{rows}</{tag}>\n")

    def table(
        self,
        rows: Iterable[Sequence[str]],
        *,
        head: Sequence[str] = (),
        right: Sequence[int] = (),  # noqa: ARG002 - as in text.Page
        whole: Sequence[int] = (),  # noqa: ARG002 - as in text.Page
        indent: int = 2,  # noqa: ARG002 - as in text.Page
    ) -> None:
        """Write a table."""
        top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
        out = [f"<thead><tr>{top}</tr></thead>\n"] if head else []
        for row in rows:
            first, *rest = (escape(cell) for cell in row)
            cells = "".join(f"<td>{cell}</td>" for cell in rest)
            out.append(f'<tr><th scope="row">{first}</th>{cells}</tr>\n')
        self._out.append(
            f'<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>\n{"".join(out)}</table></div>\n'
        )

    def figure(self, drawing: str, caption: str) -> None:
        """Put a drawing with its words in plain sight."""
        self._out.append(
            f"<figure>\n{drawing}\n<figcaption>{escape(caption)}</figcaption>\n</figure>\n"
        )

    def text(self) -> str:
        """Return the whole document."""
        return document(self._title, "".join(self._out))
