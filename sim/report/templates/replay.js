"use strict";
(() => {
  const data = JSON.parse(document.getElementById("replay-data").textContent);
  const part = (name) => document.getElementById(`replay-${name}`);
  const [company, contest, play, speed, scrub] = ["company", "contest", "play", "speed", "day"].map(part);
  const DAYS_A_WEEK = 5, WEEKS_A_YEAR = 52, MONTHS_A_YEAR = 12;
  const WIDTH = 420, HEIGHT = 170, LEFT = 52, RIGHT = 8, TOP = 8, BOTTOM = 26;
  const SVG = "http://www.w3.org/2000/svg";
  let shown = null, day = 0, playing = false, before = 0;

  // ---------------------------------------------------------------- small helpers

  const made = (tag, attributes = {}, text = "") => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  };
  const drawn = (tag, attributes = {}, text = "") => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  };
  const options = (select, texts) => select.replaceChildren(...texts.map((text, value) => made("option", { value }, text)));
  const rounded = (number) => Math.round(number).toLocaleString("en-US");

  // ---------------------------------------------------------------- what is looked at

  const chooseCompany = () => {
    const names = data.companies[company.value].contests;
    options(contest, names.map(([typical, cure]) => `${typical} → ${cure}`));
    chooseContest();
  };

  const chooseContest = () => {
    const of = data.companies[company.value];
    const names = of.contests[contest.value];
    const worlds = names.map((name) => of.worlds[name]);
    const days = worlds[0].revenue.length;
    const most = data.stages.map((_, stage) => Math.max(1, ...worlds.flatMap((world) => world.stocks[stage])));
    shown = { worlds, days, most, gain: of.gains[contest.value], rows: [], clips: [] };
    part("worlds").replaceChildren(...names.map((name, place) => worldTable(name, worlds[place], place)));
    part("charts").replaceChildren(
      chart("Revenue, $ million a year: this pair, and bands of all runs", worlds.map((world) => [world.revenue.map((value) => value / 1e6)]),
        worlds.map((world) => world.bands.map((band) => band.map((value) => value / 1e6)))),
      chart("Trust, %: sales in leads (line), marketing in sales (dashes)", worlds.map((world) => [world.sales, world.marketing]), null, 100),
      chart("Leads waiting for a call", worlds.map((world) => [world.stocks[0]])),
      chart("Net gain of the remedy so far, $ thousand", [[], [of.gains[contest.value]]]),
    );
    scrub.max = days - 1;
    day = Math.min(day, days - 1);
    show();
    say();
  };

  const worldTable = (name, world, place) => {
    const box = made("div", { class: `world ${place ? "cure" : "typical"}` });
    const table = made("table");
    table.append(made("caption", {}, place ? "under the remedy" : "as it is today"));
    const rows = data.stages.map((stage) => stage);
    for (const team of ["sales", "marketing"])
      if (world[team]) rows.push(team === "sales" ? "trust of sales in leads, %" : "trust of marketing in sales, %");
    rows.push("revenue, $ thousand a year");
    const cells = rows.map((text) => {
      const row = made("tr"), bar = made("td", { class: "bar" }), fill = made("span"), number = made("td", { class: "number" });
      bar.append(fill);
      row.append(made("th", { scope: "row" }, text), bar, number);
      table.append(row);
      return { fill, number };
    });
    box.append(made("h3", {}, name), table);
    shown.rows.push(cells);
    return box;
  };

  // ---------------------------------------------------------------- charts

  const chart = (title, worlds, bands = null, top = 0) => {
    const lines = worlds.flat().filter(Boolean);
    const inBands = bands ? bands.flat(2) : [];
    let high = top, low = bands ? Infinity : 0;
    for (const value of [...lines.flat(), ...inBands]) { high = Math.max(high, value); low = Math.min(low, value); }
    const x = (of) => LEFT + of * (WIDTH - LEFT - RIGHT);
    const y = (value) => HEIGHT - BOTTOM - ((value - low) / (high - low || 1)) * (HEIGHT - TOP - BOTTOM);
    const figure = made("div");
    const svg = drawn("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": title });
    for (const share of [0, 0.5, 1]) {
      const value = low + share * (high - low);
      svg.append(drawn("line", { class: "axis", x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value) }));
      const text = high - low < 10 ? value.toFixed(1) : rounded(value);
      svg.append(drawn("text", { x: LEFT - 5, y: y(value) + 4, "text-anchor": "end" }, text));
    }
    const years = Math.round(shown.days / (DAYS_A_WEEK * WEEKS_A_YEAR));
    for (let year = 0; year <= years; year += 1)
      svg.append(drawn("text", { x: x(year / years), y: HEIGHT - 8, "text-anchor": year ? (year === years ? "end" : "middle") : "start" }, year === years ? `month ${12 * year}` : `${12 * year}`));
    const path = (values) => values.map((value, place) => `${place ? "L" : "M"}${x((place + 1) / values.length).toFixed(1)} ${y(value).toFixed(1)}`).join("");
    if (bands) bands.forEach((levels, place) => {
      for (const [under, over] of [[0, 4], [1, 3]]) {
        const points = [...levels[over].map((value, month) => [month, value]), ...levels[under].map((value, month) => [month, value]).reverse()];
        const way = points.map(([month, value], number) => `${number ? "L" : "M"}${x((month + 0.5) / levels[0].length).toFixed(1)} ${y(value).toFixed(1)}`).join("");
        svg.append(drawn("path", { class: "band", d: `${way}Z`, style: `fill: var(--${place ? "cure" : "typical"})` }));
      }
    });
    const clip = drawn("clipPath", { id: `replay-clip-${shown.clips.length}` });
    const window = drawn("rect", { x: LEFT, y: 0, width: 0, height: HEIGHT });
    clip.append(window);
    const played = drawn("g", { "clip-path": `url(#${clip.id})` }), ahead = drawn("g", { class: "ahead" });
    worlds.forEach((series, place) => series.forEach((values, number) => {
      if (!values) return;
      for (const layer of [ahead, played])
        layer.append(drawn("path", { class: `line${number ? " second" : ""}`, d: path(values), style: `stroke: var(--${place ? "cure" : "typical"})` }));
    }));
    svg.append(clip, ahead, played);
    shown.clips.push(window);
    figure.append(made("h3", {}, title), svg);
    return figure;
  };

  // ---------------------------------------------------------------- one moment

  const when = () => {
    const month = Math.floor((day * MONTHS_A_YEAR) / (DAYS_A_WEEK * WEEKS_A_YEAR)) + 1;
    return `month ${month}`;
  };

  const show = () => {
    const now = Math.floor(day);
    shown.worlds.forEach((world, place) => {
      const bars = data.stages.map((_, stage) => [world.stocks[stage][now], shown.most[stage]]);
      for (const team of ["sales", "marketing"]) if (world[team]) bars.push([world[team][now], 100]);
      bars.push([world.revenue[now] / 1e3, Math.max(...shown.worlds.map((other) => other.revenue[other.revenue.length - 1])) / 1e3]);
      bars.forEach(([value, most], number) => {
        const cell = shown.rows[place][number];
        cell.fill.style.transform = `scaleX(${Math.min(1, value / most)})`;
        const text = rounded(value);
        if (cell.number.textContent !== text) cell.number.textContent = text;
      });
    });
    const reached = ((now + 1) / shown.days) * (WIDTH - LEFT - RIGHT);
    for (const window of shown.clips) window.setAttribute("width", reached.toFixed(1));
    scrub.value = now;
    scrub.setAttribute("aria-valuetext", when());
    part("time").textContent = when();
  };

  // Told when the replay stops or is moved by hand, not while it runs.
  const say = () => {
    const now = Math.floor(day);
    const told = shown.worlds.map((world, place) =>
      `${place ? "remedy" : "today"}: ${rounded(world.stocks[0][now])} leads waiting, ${rounded(world.stocks[2][now])} open deals, ${rounded(world.stocks[3][now])} customers`);
    part("status").textContent = `In ${when()}: ${told.join("; ")}; net gain so far $${rounded(shown.gain[now])} thousand.`;
  };

  const set = (whether) => {
    playing = whether;
    play.textContent = playing ? "Pause" : "Play";
    if (playing) { before = performance.now(); requestAnimationFrame(frame); } else say();
  };

  const frame = (now) => {
    if (!playing) return;
    day = Math.min(shown.days - 1, day + (Math.max(0, now - before) / 1000) * Number(speed.value));
    before = now;
    show();
    if (day >= shown.days - 1) set(false); else requestAnimationFrame(frame);
  };

  const anew = (choose) => () => { day = 0; choose(); };
  company.addEventListener("change", anew(chooseCompany));
  contest.addEventListener("change", anew(chooseContest));
  play.addEventListener("click", () => { if (!playing && day >= shown.days - 1) day = 0; set(!playing); });
  scrub.addEventListener("input", () => { day = Number(scrub.value); show(); if (!playing) say(); });
  document.querySelector(".replay form").addEventListener("submit", (event) => event.preventDefault());

  options(company, data.companies.map((each) => each.name));
  chooseCompany();
})();
