"""A script of the host page that shows whoever opens the panel for the first time around: three
steps, each beside what it speaks of.

That it was seen is kept by the browser alone, as one word under `KEPT`: the server is told nothing,
and nothing says who it was. It never returns, neither after the last step nor once it is dismissed.
"""

import json

KEPT = "territorio360.volta"
STEPS = (
    (
        ".st-key-scope",
        "Escolha o que ver",
        "Período, território, porte e comparação valem em todas as páginas e moram no endereço:"
        " copie o link e quem o abrir vê o mesmo.",
    ),
    (
        ".st-key-seek",
        "Procure pelo nome",
        "Um município, uma Sala ou um indicador: letras trocadas não atrapalham, e quem escolhe o"
        " que abrir é você.",
    ),
    (
        ".st-key-kpis, .st-key-help",
        "Pergunte de onde vem",
        "Todo número tem “como é calculado”, e “ajuda” diz que perguntas a página responde e o que"
        " cada termo quer dizer.",
    ),
)
NAME, NEXT, LAST, DISMISS = "Primeira visita", "Próximo", "Entendi", "Dispensar"
_SCRIPT = """(() => {
  const {kept, steps, words} = %s;
  const seen = () => { try { return localStorage.getItem(kept); } catch { return "?"; } };
  if (seen()) return;
  const mark = one => {
    document.querySelectorAll(".t-shown").forEach(old => old.classList.remove("t-shown"));
    one?.classList.add("t-shown");
  };
  const end = box => {
    try { localStorage.setItem(kept, "vista"); } catch {}
    mark();
    box.remove();
  };
  const make = (kind, text) => Object.assign(document.createElement(kind), {textContent: text});
  const show = (box, number) => {
    const [place, title, text] = steps[number], last = number + 1 === steps.length;
    mark(document.querySelector(place));
    const count = make("small", `${number + 1} de ${steps.length}`);
    const go = make("button", last ? words.last : words.next);
    const leave = make("button", words.dismiss);
    go.onclick = () => last ? end(box) : show(box, number + 1);
    leave.onclick = () => end(box);
    const buttons = document.createElement("div");
    buttons.append(leave, go);
    box.replaceChildren(count, make("b", title), make("p", text), buttons);
    if (number) go.focus();
  };
  const begin = () => {
    const box = document.createElement("section");
    box.className = "t-tour";
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", words.name);
    box.setAttribute("aria-live", "polite");
    box.onkeydown = event => { if (event.key === "Escape") end(box); };
    document.body.append(box);
    show(box, 0);
  };
  // What is spoken of must be there: a page that has no filters waits for one that has
  const watch = new MutationObserver(() => {
    if (!document.querySelector(steps[0][0])) return;
    watch.disconnect();
    begin();
  });
  watch.observe(document, {childList: true, subtree: true});
})()"""


def script() -> str:
    words = {"name": NAME, "next": NEXT, "last": LAST, "dismiss": DISMISS}
    told = json.dumps({"kept": KEPT, "steps": STEPS, "words": words}, ensure_ascii=False)
    return f"<script>{_SCRIPT % told}</script>"
