"""The pages of whoever is not inside: they stand alone, for the panel is not theirs to load."""

from html import escape

from starlette.responses import HTMLResponse

_PAGE = """<!doctype html>
<html lang="pt-BR"><head><meta charset="utf-8"><title>{title} · Território 360</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root {{ color-scheme: light dark; --page: #f5f7fa; --card: #fff; --ink: #1a2430; --main: #0a4d8c;
  --line: #d9e1ea; --on-main: #fff }}
@media (prefers-color-scheme: dark) {{ :root {{ --page: #10161d; --card: #18212b; --ink: #e7edf3;
  --main: #6db3ec; --line: #2b3846; --on-main: #10161d }} }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--page);
  color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }}
main {{ box-sizing: border-box; width: min(28rem, 92vw); padding: 1.75rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px }}
small {{ color: var(--main); font-weight: 600 }}
h1 {{ margin: .25rem 0 .5rem; font-size: 1.35rem }}
a {{ color: var(--main) }}
a.main {{ display: inline-block; margin-top: .5rem; padding: .5rem 1.1rem; border-radius: 8px;
  background: var(--main); color: var(--on-main); font-weight: 600; text-decoration: none }}
</style></head>
<body><main><small>Território 360</small><h1>{title}</h1>{body}</main></body></html>
"""


def document(title: str, sentence: str, *links: tuple[str, str], status: int = 200) -> HTMLResponse:
    """A sentence and links, as pairs of address and words; the first is what one does next."""
    anchors = [
        f'<p><a{" class=main" if first else ""} href="{escape(address, quote=True)}">'
        f"{escape(words)}</a></p>"
        for first, (address, words) in zip([True] + [False] * len(links), links, strict=False)
    ]
    page = _PAGE.format(title=escape(title), body=f"<p>{escape(sentence)}</p>{''.join(anchors)}")
    return HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})
