// A chosen theme is set before the first paint, so that the page never flashes in the other one.
(function () {
  try {
    var chosen = localStorage.getItem('trainwatt-theme');
    if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
  } catch (e) {
    // Storage may be forbidden; then the system's preference holds.
  }
})();
