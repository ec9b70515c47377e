"""A script of the host page by which the image of a chart says what it shows.

Plotly's button saves the drawing alone. Here the image has also what stands around the chart on the
page, as it stands there: the title of its card, the sentence of the scope, legends and sources, the
edition, and the mark of demonstration data.
"""

_SCRIPT = """(() => {
  const edge = 16, gap = 6, follows = Node.DOCUMENT_POSITION_FOLLOWING;
  const seen = one => one?.checkVisibility?.() ?? !!one;
  const words = one => (one?.textContent ?? "").replace(/\\s+/g, " ").trim();
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const family = () => getComputedStyle(document.body).fontFamily;

  // Of the card of a chart: what comes before it, and what comes between it and the next
  const around = plot => {
    const card = plot.closest("[class*=st-key-card]") ?? document.body;
    const charts = [...card.querySelectorAll(".js-plotly-plot")];
    const next = charts[charts.indexOf(plot) + 1];
    const all = selector => [...card.querySelectorAll(selector)].filter(seen);
    const later = (one, than) => Boolean(than?.compareDocumentPosition(one) & follows);
    const before = selector => all(selector).filter(one => !later(one, plot));
    const after = selector => all(selector).filter(one => later(one, plot) && !later(one, next));
    const title = before(".t-title").at(-1);
    const inside = one => later(one, title);
    return {
      title: words(title),
      below: [before(".t-heading").filter(inside).at(-1), before(".t-sub").filter(inside).at(-1)]
        .filter(Boolean).map(words).filter(said => !said.startsWith("Clique ")),
      legends: after(".t-legend, .t-biv"),
      sources: after(".t-source").map(words),
    };
  };

  const lines = (pen, text, room) => text.split(" ").reduce((found, word) => {
    const longer = found.length ? `${found.at(-1)} ${word}` : word;
    if (found.length && pen.measureText(longer).width <= room) found[found.length - 1] = longer;
    else found.push(word);
    return found;
  }, []);

  // Blocks that know their height before they are drawn: the canvas must have its size first
  const text = (pen, said, room, size, ink, weight = 400) => {
    const font = `${weight} ${size}px ${family()}`;
    pen.font = font;
    const told = lines(pen, said, room), step = Math.round(size * 1.4);
    return {height: told.length * step, draw: y => {
      Object.assign(pen, {font, fillStyle: ink, textBaseline: "top"});
      told.forEach((line, place) => pen.fillText(line, edge, y + place * step + 2));
    }};
  };
  const legend = (pen, shown) => {  // as it is laid out on the page
    const box = shown.getBoundingClientRect();
    const samples = [...shown.querySelectorAll("i")].map(one =>
      [one.getBoundingClientRect(), getComputedStyle(one)]);
    const pieces = [];
    const walker = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
      const range = document.createRange();
      range.selectNodeContents(node);
      const said = node.data.trim();
      if (said) pieces.push([range.getBoundingClientRect(), said, node.parentElement]);
    }
    return {height: box.height, draw: y => {
      for (const [at, style] of samples) {
        pen.fillStyle = style.backgroundColor;
        pen.beginPath();
        const round = Math.min(parseFloat(style.borderRadius) || 0, at.height / 2);
        const corner = style.borderRadius.endsWith("%") ? at.height / 2 : round;
        pen.roundRect(edge + at.x - box.x, y + at.y - box.y, at.width, at.height, corner);
        pen.fill();
        if (parseFloat(style.borderWidth)) {
          Object.assign(pen, {strokeStyle: style.borderColor, lineWidth: 1});
          pen.stroke();
        }
      }
      for (const [at, said, parent] of pieces) {
        const style = getComputedStyle(parent);
        const font = `${style.fontSize} ${family()}`;
        Object.assign(pen, {font, fillStyle: style.color, textBaseline: "middle"});
        pen.fillText(said, edge + at.x - box.x, y + at.y - box.y + at.height / 2);
      }
    }};
  };
  const drawing = (pen, image, width, height) => (
    {height, draw: y => pen.drawImage(image, edge, y, width, height)});
  const badge = pen => {
    const said = words(document.querySelector(".t-badge"));
    if (!said) return null;
    const size = 12, font = `600 ${size}px ${family()}`;
    pen.font = font;
    const width = pen.measureText(said).width + 14;
    return {height: size + 12, draw: y => {
      pen.fillStyle = colour("--t-warning-surface");
      pen.fillRect(edge, y, width, size + 10);
      Object.assign(pen, {font, fillStyle: colour("--t-warning-text"), textBaseline: "middle"});
      pen.fillText(said, edge + 7, y + (size + 10) / 2 + 1);
    }};
  };

  const compose = async (plotly, plot, scale) => {
    const {width, height} = plot.getBoundingClientRect();
    const image = new Image();
    image.src = await plotly.toImage(plot, {format: "png", width, height, scale});
    await image.decode();
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    const found = around(plot), muted = colour("--t-muted"), ink = colour("--t-text");
    const say = (said, size, tone, weight) => said && text(pen, said, width, size, tone, weight);
    const blocks = [
      badge(pen),
      say(found.title, 18, ink, 700),
      ...found.below.map(said => say(said, 13, muted)),
      say(words(document.querySelector(".t-sentence")), 13, ink),
      drawing(pen, image, width, height),
      ...found.legends.map(shown => legend(pen, shown)),
      ...found.sources.map(said => say(said, 11.5, muted)),
      say(words(document.querySelector(".t-paper")), 11.5, muted),
    ].filter(Boolean);
    const whole = blocks.reduce((sum, block) => sum + block.height + gap, 2 * edge - gap);
    canvas.width = (width + 2 * edge) * scale;
    canvas.height = whole * scale;
    pen.scale(scale, scale);
    pen.fillStyle = colour("--t-surface");
    pen.fillRect(0, 0, width + 2 * edge, whole);
    blocks.reduce((y, block) => { block.draw(y); return y + block.height + gap; }, edge);
    return new Promise(done => canvas.toBlob(done, "image/png"));
  };

  const save = plotly => async (plot, {filename = "grafico", scale = 2} = {}) => {
    const blob = await compose(plotly, plot, scale);
    const link = document.createElement("a");
    Object.assign(link, {href: URL.createObjectURL(blob), download: `${filename}.png`});
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    return filename;
  };
  (window.whenPlotlyIsMade ??= []).push(plotly => plotly.register(
    {moduleType: "apiMethod", name: "downloadImage", fn: save(plotly)}));
})()"""


def script() -> str:
    return f"<script>{_SCRIPT}</script>"
