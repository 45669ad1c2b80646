// Draws every figure of the page into a PNG and leaves the results as the only content of the document, one element each: a data
// URI, or the reason why there is none.
(async () => {
  const results = [];
  for (const source of document.querySelectorAll('script[type="application/json"]')) {
    const result = document.createElement('pre');
    result.id = source.id;
    try {
      const figure = JSON.parse(source.textContent);
      const { width, height } = figure.layout;
      result.textContent = await Plotly.toImage(figure, { format: 'png', width, height, scale: Number(source.dataset.scale) });
    } catch (error) {
      result.textContent = String(error?.stack ?? error);
    }
    results.push(result);
  }
  document.body.replaceChildren(...results);
})();
