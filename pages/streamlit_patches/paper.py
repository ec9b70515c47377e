"""A script of the host page by which charts and maps fit on paper.

They are drawn for the width of the screen, and a browser cuts what is wider than a sheet. Before it
prints, each is told how much smaller it must be; `frame/print.css` makes it so.
"""

# In pixels of CSS: what a sheet of A4 leaves inside its margins and those of a card, and how tall a
# map may be, which says as much on half a sheet as on a whole one.
ROOM, TALLEST = 690, 330
_SCRIPT = """(() => {
  const room = %d, tallest = %d;
  const drawn = ".js-plotly-plot, [data-testid=stIFrame]";
  const fit = () => document.querySelectorAll(drawn).forEach(one => {
    const {width, height} = one.getBoundingClientRect();
    if (!width) return;
    const map = one.matches("iframe") || one.querySelector(".geolayer > *");
    const scale = Math.min(1, room / width, map ? tallest / height : 1);
    const own = {scale, width: `${width}px`, height: `${height}px`};
    for (const [name, size] of Object.entries({...own, room: `${height * scale}px`}))
      one.parentElement.style.setProperty(`--paper-${name}`, size);
  });
  addEventListener("beforeprint", fit);
})()"""


def script() -> str:
    return f"<script>{_SCRIPT % (ROOM, TALLEST)}</script>"
