"use strict";
// Draws the figures when they come into view, in the colours of the reader's theme, and runs the C-rate buttons.
(function () {
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const PRINTED = 370; // px, so that two figures fit on a sheet
  const config = { responsive: true, displaylogo: false, toImageButtonOptions: { format: "svg" }, modeBarButtons: [["toImage", "resetScale2d"]] };

  function theme(figure) {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    const ink = value("--ink"), line = value("--line"), grid = value("--grid");
    const change = { "font.color": ink, "modebar.bgcolor": "rgba(0,0,0,0)", "modebar.color": line, "modebar.activecolor": ink, "hoverlabel.bgcolor": value("--panel"), "hoverlabel.font.color": ink, "hoverlabel.bordercolor": line };
    for (const axis of Object.keys(figure.layout).filter((key) => /^[xy]axis\d*$/.test(key))) {
      change[axis + ".gridcolor"] = grid;
      change[axis + ".linecolor"] = line;
      change[axis + ".tickcolor"] = line;
    }
    return change;
  }

  function draw(place) {
    const figure = figures[place.id];
    if (place.dataset.drawn || place.offsetParent === null) return;
    place.dataset.drawn = "yes";
    Plotly.newPlot(place, figure.data, figure.layout, config).then(() => Plotly.relayout(place, theme(figure)));
  }

  function drawVisible() { document.querySelectorAll(".plot").forEach(draw); }

  function recolour(height) {
    document.querySelectorAll(".plot[data-drawn]").forEach((place) => {
      const figure = figures[place.id];
      const listed = figure.layout.legend && figure.layout.legend.orientation === "v"; // a list needs its height
      const tall = listed ? figure.layout.height : Math.min(height || Infinity, figure.layout.height);
      place.style.height = tall + "px";
      Plotly.relayout(place, { ...theme(figure), height: tall });
    });
  }

  function choose(tab) {
    for (const other of tab.parentElement.children) {
      const active = other === tab;
      other.setAttribute("aria-selected", String(active));
      other.tabIndex = active ? 0 : -1;
      document.getElementById(other.getAttribute("aria-controls")).hidden = !active;
    }
    drawVisible();
  }

  document.querySelectorAll('[role="tab"]').forEach((tab) => {
    tab.tabIndex = tab.getAttribute("aria-selected") === "true" ? 0 : -1;
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const tabs = [...tab.parentElement.children];
      const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
      next.focus();
      choose(next);
    });
  });
  document.querySelectorAll("details").forEach((part) => part.addEventListener("toggle", drawVisible));
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => recolour());
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach((part) => { part.open = true; });
    drawVisible();
    recolour(PRINTED);
  });
  window.addEventListener("afterprint", () => recolour());
  drawVisible();
})();
