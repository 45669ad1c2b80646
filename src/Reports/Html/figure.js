// Draws each figure of the page when it comes near the screen, and anew when its width has changed: Plotly's own resizing loses
// the aspect of panels that have a fixed one.
(() => {
  const NARROW = 600;
  const PRINT_WIDTH = 690;
  const PATIENCE = 10000;
  const SETTLING = 150;

  function draw(plot, width = plot.clientWidth) {
    const source = plot.parentElement.querySelector('script[type="application/json"]');
    const figure = JSON.parse(source.textContent);
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
    const drawAll = width => document.querySelectorAll('.grokking-plot').forEach(plot => draw(plot, width));
    window.addEventListener('beforeprint', () => drawAll(PRINT_WIDTH));
    window.addEventListener('afterprint', () => drawAll());
  }
  start(0);
})();
