// Notes when the script of the page last ended, when anything last came to the page or left it, when a map was last
// painted, and what each map showed whenever it had nothing more to paint. A picture counts from when the graphics
// processor had finished it; it is asked for its pixels without waiting, or the watch itself would slow the page down.
(() => {
  const seen = new WeakMap(), asked = [];
  const bench = window.bench = {painted: 0, ended: 0, changed: 0, shown: []};
  const change = () => { bench.changed = performance.now(); };
  new MutationObserver((all) => {
    const inside = (node) => node.nodeType === 1 && node.closest('[data-testid=stMain]');
    if (all.some((one) => one.type === 'childList' && inside(one.target))) change();
    const state = document.querySelector('[data-testid=stApp]')?.dataset.testScriptState;
    // A short run begins and ends between two looks: what counts is that it changed, not what it was before.
    if (state === 'notRunning' && (state !== bench.state || all.some((one) => one.type === 'attributes'))) {
      bench.ended = performance.now();
      bench.first_ended ??= bench.ended;
    }
    bench.state = state;
  }).observe(document, {childList: true, subtree: true, attributeFilter: ['data-test-script-state']});
  document.addEventListener('load', (event) => { if (event.target.tagName === 'IFRAME') change(); }, true);
  const ask = (map) => {
    const gl = map.painter.context.gl, width = gl.drawingBufferWidth, height = gl.drawingBufferHeight;
    const former = gl.getParameter(gl.READ_FRAMEBUFFER_BINDING), pixels = gl.createBuffer();
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, null);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, pixels);
    gl.bufferData(gl.PIXEL_PACK_BUFFER, width * height * 4, gl.STREAM_READ);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, 0);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, former);
    asked.push({map, gl, pixels, size: width * height, done: gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)});
    gl.flush();
  };
  const answer = ({map, gl, pixels, size, done}) => {
    const picture = new Uint32Array(size);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, pixels);
    gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, picture);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    gl.deleteBuffer(pixels);
    gl.deleteSync(done);
    let hash = 0;
    for (const pixel of picture) hash = (Math.imul(hash, 31) + pixel) | 0;
    return {at: performance.now(), map: seen.get(map), digest: hash};
  };
  const subplot = (plot) => plot._fullLayout?.map?._subplot?.map;
  const rests = (chart) => {
    const plot = chart.querySelector('.js-plotly-plot');
    if (!plot?._fullLayout) return false;
    if (!plot._fullLayout._has('map')) return plot.querySelector('.main-svg') !== null;
    const map = subplot(plot);
    return map?.loaded() && map.areTilesLoaded() && bench.shown.some((one) => one.map === seen.get(map));
  };
  // An element whose program is still on its way shows a skeleton in its place.
  bench.drawn = () => asked.length === 0 && document.querySelector('[data-testid=stSkeleton]') === null
    && [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(rests);
  const poll = () => {
    const lost = ({gl}) => gl.isContextLost();  // its map was taken away meanwhile
    const done = (one) => one.gl.getSyncParameter(one.done, one.gl.SYNC_STATUS) === one.gl.SIGNALED;
    while (asked.length && (lost(asked[0]) || done(asked[0]))) {
      const one = asked.shift();
      if (!lost(one)) bench.shown.push(answer(one));
    }
    if (asked.length) setTimeout(poll, 10);
  };
  let maps = 0;
  const follow = (map) => {
    seen.set(map, ++maps);
    map.on('render', () => { bench.painted = performance.now(); });
    // More than the background, and of the page as it is now.
    map.on('idle', () => {
      if (map.getLayersOrder().length < 2 || !map.getCanvas().isConnected) return;
      ask(map);
      poll();
    });
    if (map.loaded()) map.triggerRepaint();
  };
  setInterval(() => {
    for (const plot of document.getElementsByClassName('js-plotly-plot')) {
      const map = subplot(plot);
      if (map && !seen.has(map)) follow(map);
    }
  }, 30);
})();
