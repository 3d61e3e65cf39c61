# SPDX-License-Identifier: Apache-2.0
"""The contact sheet: every exercise and every test drawn on one page.

Run it as `python -m multifidus.cli.gallery -o FILE.html`; `make gallery` does. It is how a reader
looks at every single figure, and how a wrong one is found.
"""

from html import escape
from pathlib import Path
from typing import Annotated, Final

import typer

from multifidus.cli.html_page import document
from multifidus.knowledge.loader import Knowledge, shipped
from multifidus.knowledge.schema import Exercise, Test
from multifidus.movement import draw
from multifidus.movement.check import check

_STYLE: Final = """
main{max-width:none}
nav a{margin-right:.9rem;white-space:nowrap}
.sheet{display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,30rem),1fr))}
.sheet figure{margin:0;display:flex;flex-direction:column;gap:.5rem}
.sheet figure svg{max-height:16rem;flex:1}
.sheet h3{margin:0;font-size:1rem}.sheet h3 code{font-weight:400;color:var(--soft);font-size:.8rem}
.fault{color:#b3261e}
@media (prefers-color-scheme:dark){.fault{color:#ff8a80}}
"""


def page(knowledge: Knowledge, form: draw.Form = "strip") -> str:
    """Draw the whole catalogue as one HTML document.

    Parameters
    ----------
    knowledge : Knowledge
    form : {"animated", "still", "strip"}
        How each figure is drawn.
    """
    groups: dict[str, list[Exercise | Test]] = {}
    for exercise in sorted(knowledge.exercises.values(), key=lambda row: row.name):
        groups.setdefault(f"{exercise.position}".replace("-", " "), []).append(exercise)
    groups = dict(sorted(groups.items()))
    groups["tests"] = sorted(knowledge.tests.values(), key=lambda row: row.name)
    links = "".join(
        f'<a href="#{name.replace(" ", "-")}">{name.capitalize()} ({len(rows)})</a>\n'
        for name, rows in groups.items()
    )
    body = [f"<h1>Every exercise and test</h1>\n<nav>{links}</nav>\n"]
    for name, rows in groups.items():
        body.append(f'<h2 id="{name.replace(" ", "-")}">{name.capitalize()}</h2>\n')
        body.append(f'<div class="sheet">\n{"".join(_card(row, form) for row in rows)}</div>\n')
    return document("Multifidus: every exercise and test", "".join(body), _STYLE)


def _card(row: Exercise | Test, form: draw.Form) -> str:
    kind = "test" if isinstance(row, Test) else "exercise"
    head = f"<h3>{escape(row.name)} <code>{row.id}</code></h3>"
    if row.movement is None:
        return f'<figure>{head}<p class="fault">no movement yet</p></figure>\n'
    picture = draw.of(row, prefix=f"{kind}-")
    faults, _ = check(picture.motion)
    wrong = "".join(f'<p class="fault">{escape(fault)}</p>' for fault in faults)
    words = escape(picture.subject.description)
    return f"<figure>{head}{picture.svg(form)}<figcaption>{words}</figcaption>{wrong}</figure>\n"


def write(
    output: Annotated[Path, typer.Option("-o", "--output", help="Write the page here.")],
    *,
    animated: Annotated[bool, typer.Option("--animated", help="Let the figures move.")] = False,
) -> None:
    """Draw every exercise and every test on one page."""
    text = page(shipped(), "animated" if animated else "strip")
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, encoding="utf-8", newline="\n")
    typer.echo(f"{output}: {len(text.encode()) / 1e6:.1f} MB")


if __name__ == "__main__":
    typer.run(write)
