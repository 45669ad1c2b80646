// Draws each figure of the page when it comes near the screen, and anew when its width has changed: Plotly's own resizing loses
// the aspect of panels that have a fixed one.
(() => {
  const NARROW = 600;
  const PRINT_WIDTH = 690;
  const PATIENCE = 10000;
  const SETTLING = 150;
  const FRAME = 350;
  const MOST_ROWS = 1000;

  const DARK_COLOURS = {/* dark */};
  const darkness = matchMedia('(prefers-color-scheme: dark)');
  // A notebook has a theme of its own, which it does not tell: only a page of ours follows the system.
  const isDark = () => darkness.matches && document.documentElement.classList.contains('grokking-page');

  function recoloured(value) {
    if (typeof value === 'string') return DARK_COLOURS[value] ?? value;
    if (Array.isArray(value)) return typeof value[0] === 'number' && typeof value[1] !== 'string' ? value : value.map(recoloured);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, recoloured(inner)]));
  }

  function draw(plot, width = plot.clientWidth, dark = isDark()) {
    const source = plot.parentElement.querySelector('script[type="application/json"]');
    const read = JSON.parse(source.textContent);
    const figure = dark ? recoloured(read) : read;
    const narrow = width < NARROW;
    const [wide, small] = plot.dataset.log ? [figure.logLayout, figure.logNarrow] : [figure.layout, figure.narrow];
    const layout = { ...(narrow ? small : wide), width };
    const config = narrow ? { ...figure.config, displayModeBar: false } : figure.config;
    plot.dataset.width = width;
    plot.style.height = layout.height + 'px';
    Plotly.purge(plot);
    Plotly.newPlot(plot, { data: figure.data, layout, frames: figure.frames, config }).then(() => {
      plot.on('plotly_afterplot', () => declutter(plot));
      declutter(plot);
      const slider = plot.parentElement.querySelector('.grokking-slider input');
      if (slider && slider.value !== slider.max) show(plot, slider);
    });
  }

  // Of labels that would lie on one another the first is shown; hovering and the table have them all.
  function declutter(plot) {
    const taken = [...plot.querySelectorAll('.annotation-text, .xtick text, .ytick text, .xtitle, .ytitle, .legendtext')]
      .map(text => text.getBoundingClientRect());
    for (const label of plot.querySelectorAll('.textpoint text')) {
      const at = label.getBoundingClientRect();
      const free = taken.every(other =>
        at.right <= other.left || other.right <= at.left || at.bottom <= other.top || other.bottom <= at.top);
      label.style.visibility = free ? '' : 'hidden';
      if (free) taken.push(at);
    }
  }

  const show = (plot, slider) => Plotly.animate(plot, [plot._transitionData._frames[slider.value].name],
    { mode: 'immediate', frame: { duration: 0, redraw: true }, transition: { duration: 0 } });

  function connect(figure) {
    const plot = figure.querySelector('.grokking-plot');
    const data = figure.querySelector('.grokking-data');
    data?.addEventListener('toggle', () => data.open && data.children.length === 1 && data.append(tableOf(figure)));
    const steps = figure.querySelector('.grokking-steps');
    steps?.addEventListener('click', () => {
      const log = plot.dataset.log = plot.dataset.log ? '' : 'true';
      steps.setAttribute('aria-pressed', Boolean(log));
      draw(plot);
    });
    const controls = figure.querySelector('.grokking-slider');
    if (!controls) return;
    const [button, slider, output] = controls.children;
    const labels = JSON.parse(controls.querySelector('script').textContent);
    let running = 0;
    const go = to => {
      slider.value = to;
      output.textContent = labels[slider.value];
      slider.setAttribute('aria-valuetext', labels[slider.value]);
      if (Number(plot.dataset.width)) show(plot, slider);
    };
    const stop = () => {
      clearInterval(running);
      running = 0;
      button.textContent = 'Play';
    };
    slider.addEventListener('input', () => { stop(); go(slider.value); });
    button.addEventListener('click', () => {
      if (running) return stop();
      button.textContent = 'Pause';
      if (slider.value === slider.max) go(0);
      running = setInterval(() => slider.value === slider.max ? stop() : go(Number(slider.value) + 1), FRAME);
    });
  }

  // The numbers of a figure as tables, made when they are asked for: a screen reader has no other way into a picture.
  function tableOf(figure) {
    const { data } = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    const all = document.createElement('div');
    for (const trace of data) {
      const rows = trace.z
        ? trace.z.map((row, i) => [trace.y?.[i] ?? i, ...row])
        : trace.y.map((y, i) => [trace.x?.[i] ?? i, y]);
      const table = all.appendChild(document.createElement('table'));
      table.createCaption().textContent = trace.name || 'values';
      for (const row of rows.slice(0, MOST_ROWS)) {
        const line = table.insertRow();
        for (const value of row) line.insertCell().textContent = value ?? '–';
      }
      if (rows.length > MOST_ROWS) table.insertRow().insertCell().textContent = `and ${rows.length - MOST_ROWS} more rows`;
    }
    return all;
  }

  const drawOnSight = new IntersectionObserver(entries => {
    for (const { target } of entries.filter(entry => entry.isIntersecting && entry.target.clientWidth > 0)) {
      drawOnSight.unobserve(target);
      draw(target);
    }
  }, { rootMargin: '600px 0px' });

  const pending = new WeakMap();
  const drawOnResize = new ResizeObserver(entries => {
    for (const { target } of entries) {
      clearTimeout(pending.get(target));
      pending.set(target, setTimeout(() => {
        const drawn = Number(target.dataset.width);
        if (drawn && target.clientWidth > 0 && drawn !== target.clientWidth) {
          Plotly.purge(target);
          target.style.height = '';
          target.dataset.width = 0;
          drawOnSight.observe(target);
        }
      }, SETTLING));
    }
  });

  function start(waited) {
    const plots = document.querySelectorAll('.grokking-plot:not([data-width])');
    if (window.Plotly) {
      for (const plot of plots) {
        plot.dataset.width = 0;
        connect(plot.parentElement);
        drawOnSight.observe(plot);
        drawOnResize.observe(plot);
      }
    } else if (waited < PATIENCE) {
      setTimeout(() => start(waited + 100), 100);
    } else {
      for (const plot of plots) plot.textContent = 'Plotly is not on this page: run the cell that includes it, then this one.';
    }
  }

  if (!window.grokkingPrints) {
    window.grokkingPrints = true;
    const drawAll = (...how) => document.querySelectorAll('.grokking-plot').forEach(plot => draw(plot, ...how));
    window.addEventListener('beforeprint', () => drawAll(PRINT_WIDTH, false));
    window.addEventListener('afterprint', () => drawAll());
    darkness.addEventListener('change', () =>
      document.querySelectorAll('.grokking-plot').forEach(plot => Number(plot.dataset.width) && draw(plot)));
  }
  start(0);
})();
