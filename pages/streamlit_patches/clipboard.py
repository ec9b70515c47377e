"""A script of the host page by which copying works, or says that it did not, where the browser
gives pages no clipboard: over plain http, at any address but that of the machine itself.

Streamlit would do nothing at all there. What older browsers had still copies in most of them.
"""

import json

REFUSED = (
    "O navegador não deixou copiar: ele só o permite em endereços seguros (https). Selecione o"
    " texto e use Ctrl+C."
)
_SCRIPT = """(() => {
  if (navigator.clipboard) return;
  const told = %s, stay = 10000;  // milliseconds
  const tell = () => {
    const note = document.createElement("div");
    note.className = "t-note t-aside";
    note.setAttribute("role", "alert");
    note.textContent = told;
    document.body.append(note);
    setTimeout(() => note.remove(), stay);
  };
  const writeText = async text => {
    const before = document.activeElement, area = document.createElement("textarea");
    area.value = text;
    area.style.cssText = "position:fixed;top:0;opacity:0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    before?.focus?.();
    if (!done) { tell(); throw new Error(told); }
  };
  Object.defineProperty(navigator, "clipboard", {value: {writeText}, configurable: true});
})()"""


def script() -> str:
    return f"<script>{_SCRIPT % json.dumps(REFUSED, ensure_ascii=False)}</script>"
