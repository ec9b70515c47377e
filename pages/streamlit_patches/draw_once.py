"""Scripts of the host page by which a chart is drawn once, and a map that was dragged was not
clicked.

Streamlit draws a chart before it has measured the room for it, and copies the figure and draws it
again when it has: a map would lay out the whole country twice. Here the first drawing is given its
width, and a second one that asks for nothing else is answered with the first. Where that does not
hold, charts are drawn as Streamlit has it.

Plotly takes the end of a drag on a map for a click, which would choose the place that happens to
lie under the pointer.
"""

_SCRIPT = """(() => {
  const narrowest = 150, first = new WeakMap();
  const room = plot => Math.max(plot.parentElement.getBoundingClientRect().width, narrowest);
  const sorted = (_, value) =>
    value?.constructor === Object ? Object.fromEntries(Object.entries(value).sort()) : value;
  const text = figure => JSON.stringify([figure.data, figure.layout], sorted);
  const once = draw => function (plot, figure, ...rest) {
    const known = first.get(plot);
    if (!figure?.layout || known === "") return draw.call(this, plot, figure, ...rest);
    if (known === undefined) figure.layout.width ??= room(plot);
    const asked = text(figure);
    // Plotly writes what it chose into the figure; a copy was made before or after.
    if (known && (known === asked || text(plot) === asked)) return Promise.resolve(plot);
    first.set(plot, known === undefined ? asked : "");
    const again = () => first.set(plot, "");  // what failed may be tried again
    try {
      const drawn = draw.call(this, plot, figure, ...rest);
      drawn.catch(again);
      return drawn;
    } catch (error) {
      again();
      throw error;
    }
  };
  let plotly;
  Object.defineProperty(window, "Plotly", {
    configurable: true,
    get: () => plotly,
    set: made => {
      plotly = made;
      plotly.react = once(plotly.react);
      (window.whenPlotlyIsMade ?? []).forEach(use => use(plotly));
    }
  });
})()"""
_DRAGGED = """(() => {
  const still = 4;  // pixels that a hand may tremble in a click
  let pressed = null;
  addEventListener("pointerdown", event => { pressed = event; }, true);
  addEventListener("click", event => {
    const moved = pressed
      && Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) > still;
    if (moved && event.target.closest?.(".geolayer")) event.stopImmediatePropagation();
  }, true);
})()"""


def script() -> str:
    return f"<script>{_SCRIPT};{_DRAGGED}</script>"
