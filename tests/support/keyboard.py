"""A script that watches where the Tab key leads on a page, and whether each stop shows that it has
the focus.
"""

# What can be told of a focus: the looks of the element and of the boxes around it that draw its
# border. Transitions are taken away, because a colour on its way says nothing yet.
WATCH_FOCUS = """
(() => {
  const still = document.createElement('style');
  still.textContent = `*, *::before, *::after
    { transition: none !important; animation: none !important; }`;
  document.head.append(still);
  const LOOKS = ['outline', 'boxShadow', 'borderColor', 'backgroundColor', 'textDecoration',
    'color', 'opacity'];
  const CONTROLS = '.st-key-scope :is(button, input), '
    + '[data-testid=stMain] :is(a[href], summary, .t-wide, .t-scroll), '
    + '[data-testid=stSidebar] a[href]';
  const around = (element) => {
    const boxes = [element];
    while (boxes.length < 5 && boxes.at(-1).parentElement) boxes.push(boxes.at(-1).parentElement);
    return boxes;
  };
  const looks = (element) => JSON.stringify(around(element).map((box) => {
    const style = getComputedStyle(box);
    return LOOKS.map((name) => style[name]);
  }));
  const told = (element) => element.outerHTML.slice(0, 160);
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility === 'visible';
  };
  const before = new Map();
  const REACHED = 'a, button, input, summary, textarea, [tabindex]';
  for (const element of document.querySelectorAll(REACHED)) before.set(element, looks(element));
  const stops = new Set();
  let first = null, ended = false;
  const watch = {
    unseen: [],
    ended: () => ended || !document.hasFocus() || document.activeElement === document.body,
    missed: () => [...document.querySelectorAll(CONTROLS)]
      .filter((element) => seen(element) && !element.disabled)
      .filter((element) => element.tabIndex >= 0 && !stops.has(element))
      .map(told),
  };
  document.addEventListener('focusin', ({target}) => {
    if (target === first) ended = true;
    first ??= target;
    stops.add(target);
    if (before.has(target) && looks(target) === before.get(target)) watch.unseen.push(told(target));
  });
  window.focusWatch = watch;
})();
"""
