// What is drawn inside the elements of a selector, as lines that two runs of the same code write alike: the tags, the
// sizes of boxes, the stylesheets of the product, the cells of each table, and what each Plotly figure was given.
window.drawn = (roots) => {
  // Names that Streamlit, Emotion and Styletron make up: they change with the order of drawing, not with what is seen.
  const MADE_UP = /^(st-emotion-cache-.*|e[0-9a-z]{5,10}|st-[a-z0-9]{2,3})$/;
  const SILENT = new Set(['id', 'for', 'name', 'class', 'style', 'srcdoc', 'aria-controls', 'aria-owns', 'aria-activedescendant',
    'data-react-aria-pressable', 'data-rac', 'data-stale', 'data-hovered', 'data-focused', 'data-focus-visible']);
  const REFERENCES = new Set(['aria-labelledby', 'aria-describedby']);
  const PLACED = new Set(['stColumn', 'stElementContainer', 'stLayoutWrapper', 'stVerticalBlock']);
  const one_line = (text) => text.replace(/\s+/g, ' ').trim();
  const stable = (text) => text.replaceAll(location.origin, '').replace(/\/media\/[0-9a-f]{16,}/g, '/media/…');

  // Shares of a row are in classes that are made up; what came of them is in the pixels. What floats has no place of
  // its own, and is set down at either side of half a pixel.
  const sized = (element) => {
    const {x, width, height} = element.getBoundingClientRect();
    const key = [...element.classList].filter((name) => name.startsWith('st-key-'));
    const place = element.closest('[data-floating-ui-portal]') ? [] : [`at ${Math.round(x)}`];
    return [element.dataset.testid, ...key, `${Math.round(width)}×${Math.round(height)}`, ...place].join(' ');
  };

  const named = (element) => {
    const found = [];
    const classes = [...element.classList].filter((name) => !MADE_UP.test(name));
    if (classes.length) found.push(['class', classes.join(' ')]);
    // Streamlit's own inline styles are places of what floats and states of what moves.
    const style = element.getAttribute('style');
    if (style && element.closest('[data-testid=stHtml]')) found.push(['style', style]);
    for (const {name, value} of element.attributes) {
      if (REFERENCES.has(name)) {
        const words = value.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
        found.push([name, words]);
      } else if (!SILENT.has(name)) found.push([name, value]);
    }
    if (['INPUT', 'TEXTAREA', 'SELECT'].includes(element.tagName)) found.push(['shown', element.value]);
    if (element.checked) found.push(['checked', 'now']);
    const unique = new Map(found.map(([name, value]) => [name, one_line(stable(value))]));
    return [...unique].sort(([a], [b]) => a < b ? -1 : 1).map(([name, value]) => value === '' ? ` ${name}` : ` ${name}="${value}"`);
  };

  const figures = [];
  const lines = [];
  const layout = [];
  const styles = [];
  const write = (depth, text) => lines.push(' '.repeat(depth) + text);
  const css = (text) => styles.push(...text.replace(/\/\*[^]*?\*\//g, '').split('\n').map(one_line).filter(Boolean));
  const source = (text, depth) => text.split('\n').map(one_line).filter(Boolean).forEach((line) => write(depth, stable(line)));
  const walk = (node, depth) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = one_line(node.data);
      if (text) write(depth, stable(text));
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || node.tagName === 'SCRIPT') return;
    if (node.tagName === 'STYLE') return css(node.textContent);
    if (node.classList.contains('js-plotly-plot')) {
      figures.push(node);
      return write(depth, `<figure number="${figures.length}">`);
    }
    if (PLACED.has(node.dataset?.testid)) layout.push(' '.repeat(depth) + sized(node));
    const attributes = named(node);
    const tag = node.tagName.toLowerCase();
    // A box without any name only lays out what is inside.
    const box = (tag === 'div' || tag === 'span') && attributes.length === 0;
    if (!box) write(depth, `<${tag}${attributes.join('')}>`);
    const inside = box ? depth : depth + 1;
    if (tag === 'iframe' && node.srcdoc) return source(node.srcdoc, inside);
    node.childNodes.forEach((child) => walk(child, inside));
  };

  const plain = (value) => {
    if (value === null || typeof value === 'undefined') return null;
    if (typeof value === 'number') return Number.isFinite(value) ? Number(value.toPrecision(10)) : String(value);
    if (typeof value === 'string') return stable(value);
    if (typeof value !== 'object') return value;
    // Numbers travel as base 64; Plotly keeps beside it what it read from it.
    if (value.bdata !== undefined && value._inputArray) return plain(value._inputArray);
    if (Array.isArray(value)) return value.map(plain);
    if (ArrayBuffer.isView(value)) return Array.from(value, plain);
    const kept = Object.keys(value).filter((name) => !name.startsWith('_') && name !== 'uid').sort();
    return Object.fromEntries(kept.map((name) => [name, plain(value[name])]));
  };

  const outer = (selector) => [...document.querySelectorAll(selector)].filter((one) => !one.parentElement.closest(selector));
  write(0, `<title>${document.title}</title>`);
  write(0, `<address>${stable(location.href)}</address>`);
  for (const root of outer(roots)) walk(root, 0);
  const words = (node) => node.nodeType === Node.TEXT_NODE ? node.data : [...node.childNodes].map(words).join(' ');
  const row = (cells) => [...cells].map((cell) => one_line(words(cell))).join(' | ');
  return {
    markup: lines,
    layout,
    styles,
    tables: outer(roots).flatMap((root) => [...root.querySelectorAll('table')]).map((table) => [
      table.getAttribute('aria-label') ?? '', ...[...table.rows].map((one) => row(one.cells)),
    ]),
    figures: figures.map(({data, layout}) => ({data: plain(data), layout: plain(layout)})),
  };
};
