// Draws each figure of the page when it comes near the screen, and anew when its width has changed: Plotly's own resizing loses
// the aspect of panels that have a fixed one.
(() => {
  const NARROW = 600;
  const PRINT_WIDTH = 690;
  const PATIENCE = 10000;
  const SETTLING = 150;

  const DARK_COLOURS = {/* dark */};
  const darkness = matchMedia('(prefers-color-scheme: dark)');
  // A notebook has a theme of its own, which it does not tell: only a page of ours follows the system.
  const isDark = () => darkness.matches && document.documentElement.classList.contains('grokking-page');

  function recoloured(value) {
    if (typeof value === 'string') return DARK_COLOURS[value] ?? value;
    if (Array.isArray(value)) return typeof value[0] === 'number' ? value : value.map(recoloured);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, recoloured(inner)]));
  }

  function draw(plot, width = plot.clientWidth, dark = isDark()) {
    const source = plot.parentElement.querySelector('script[type="application/json"]');
    const read = JSON.parse(source.textContent);
    const figure = dark ? recoloured(read) : read;
    const narrow = width < NARROW;
    const layout = { ...(narrow ? figure.narrow : figure.layout), width };
    const config = narrow ? { ...figure.config, displayModeBar: false } : figure.config;
    plot.dataset.width = width;
    plot.style.height = layout.height + 'px';
    Plotly.purge(plot);
    Plotly.newPlot(plot, { data: figure.data, layout, frames: figure.frames, config });
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
