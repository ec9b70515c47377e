// Notes when the script of the page last ended, when anything last came to the page or left it, and what each map showed
// after every change of it. A change counts from when it was painted: two frames after it was written.
(() => {
  const bench = window.bench = {painted: 0, ended: 0, changed: 0, shown: []};
  const known = new Map();  // each map's number, by its place in the page
  const number = (map) => known.get(map) ?? known.set(map, known.size + 1).get(map);
  const digest = (map) => {
    let hash = 0;
    for (const area of map.querySelectorAll('.choroplethlocation')) {
      const look = area.getAttribute('fill') + area.style.stroke + (area.getAttribute('d')?.length ?? 0);
      for (let i = 0; i < look.length; i++) hash = (Math.imul(hash, 31) + look.charCodeAt(i)) | 0;
    }
    return hash;
  };
  let awaited = false;
  const touched = new Set();
  const paint = () => {
    awaited = false;
    bench.painted = bench.changed = performance.now();
    for (const map of touched) {
      if (map.isConnected) bench.shown.push({at: bench.painted, map: number(map), digest: digest(map)});
    }
    touched.clear();
  };
  const changed = () => {
    bench.changed = performance.now();
    if (awaited) return;
    awaited = true;
    requestAnimationFrame(() => requestAnimationFrame(paint));
  };
  new MutationObserver((all) => {
    const inside = all.filter((one) => one.target.nodeType === 1 && one.target.closest('[data-testid=stMain]')
      && (one.type === 'childList' || one.target.ownerSVGElement));
    for (const one of inside) {
      const map = one.target.closest('.stPlotlyChart');
      if (map?.querySelector('.choroplethlocation')) touched.add(map);
    }
    if (inside.length) changed();
    const state = document.querySelector('[data-testid=stApp]')?.dataset.testScriptState;
    const told = all.some((one) => one.attributeName === 'data-test-script-state');
    // A short run begins and ends between two looks: what counts is that it changed, not what it was before.
    if (state === 'notRunning' && (state !== bench.state || told)) {
      bench.ended = performance.now();
      bench.first_ended ??= bench.ended;
    }
    bench.state = state;
  }).observe(document, {
    childList: true, subtree: true, attributeFilter: ['data-test-script-state', 'd', 'fill', 'style', 'transform'],
  });
  document.addEventListener('load', (event) => { if (event.target.tagName === 'IFRAME') changed(); }, true);
  const rests = (chart) => {
    const plot = chart.querySelector('.js-plotly-plot');
    if (!plot?._fullLayout || plot.querySelector('.main-svg') === null) return false;
    return !plot._fullLayout._has('geo') || plot.querySelector('.choroplethlocation[d]') !== null;
  };
  // An element whose program is still on its way shows a skeleton in its place.
  bench.drawn = () => !awaited && document.querySelector('[data-testid=stSkeleton]') === null
    && [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(rests);
})();
