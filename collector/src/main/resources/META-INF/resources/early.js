// What does not wait for the page's modules.
(function () {
  // A chosen theme is set before the first paint, so that the page never flashes in the other one.
  try {
    var chosen = localStorage.getItem('trainwatt-theme');
    if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
  } catch (e) {
    // Storage may be forbidden; then the system's preference holds.
  }

  // The stream begins now, and what it brings is kept for live.js.
  var shown = /^#\/((?:run|node)\/[^?]+)/.exec(location.hash);
  var watched = shown ? shown[1].split('/').map(decoded).join('/') : '';
  var source = new EventSource('api/v1/live?watch=' + encodeURIComponent(watched));
  var heard = [];
  var hear = function (event) { heard.push(event); };
  var names = ['rows', 'run', 'node', 'alert', 'series', 'ready'];
  names.forEach(function (name) { source.addEventListener(name, hear); });
  source.onerror = function () { source.close(); };
  window.early = {
    watched: watched,
    source: source,
    take: function () {
      names.forEach(function (name) { source.removeEventListener(name, hear); });
      return heard.splice(0);
    },
  };

  function decoded(part) {
    try {
      return decodeURIComponent(part);
    } catch (e) {
      return part;
    }
  }
})();
