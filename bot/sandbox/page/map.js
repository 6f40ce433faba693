// The map: to say where one is, and to see where others are.

import { $, call, make } from "./world.js";

let shapes = null;

async function loadMap() {
  shapes ??= (await call("map")).features;
  const corners = shapes.flatMap((one) => one.geometry.coordinates[0]);
  if (!corners.length) for (const lon of [120.1, 120.2]) for (const lat of [30.2, 30.3]) corners.push([lon, lat]);
  const lons = corners.map((one) => one[0]), lats = corners.map((one) => one[1]);
  const pad = (Math.max(...lons) - Math.min(...lons)) * 0.06;
  return { west: Math.min(...lons) - pad, east: Math.max(...lons) + pad, south: Math.min(...lats) - pad, north: Math.max(...lats) + pad };
}

function drawMap(box, wide, mark) {
  const stretch = Math.cos((box.north * Math.PI) / 180), high = (wide * (box.north - box.south)) / ((box.east - box.west) * stretch);
  const x = (lon) => ((lon - box.west) / (box.east - box.west)) * wide, y = (lat) => ((box.north - lat) / (box.north - box.south)) * high;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${wide} ${high}`);
  const parts = shapes.map((one) => {
    const ring = one.geometry.coordinates[0], path = ring.map(([lon, lat]) => `${x(lon).toFixed(1)},${y(lat).toFixed(1)}`).join(" ");
    const middle = ring.slice(1).reduce((sum, [lon, lat]) => [sum[0] + x(lon) / (ring.length - 1), sum[1] + y(lat) / (ring.length - 1)], [0, 0]);
    const hue = (parseInt(one.properties.community, 10) * 67 + 90) % 360;
    return `<polygon points="${path}" fill="hsl(${hue} 45% 90%)" stroke="#fff" stroke-width="2"/><text x="${middle[0]}" y="${middle[1]}" text-anchor="middle" dominant-baseline="middle" font-size="${wide > 400 ? 15 : 0}" fill="#4a5a68">${String(one.properties.code).replace(/[<&]/g, "")}</text>`;
  });
  if (!shapes.length) for (let i = 1; i < 10; i++) parts.push(`<path d="M${(wide * i) / 10} 0V${high}M0 ${(high * i) / 10}H${wide}" stroke="#cfdbe3"/>`);
  if (mark) parts.push(`<circle cx="${x(mark.longitude)}" cy="${y(mark.latitude)}" r="9" fill="#c0392b" stroke="#fff" stroke-width="3"/>`);
  svg.innerHTML = parts.join("");
  return { svg, spot: (event) => {
    const frame = svg.getBoundingClientRect();
    return { longitude: +(box.west + ((event.clientX - frame.left) / frame.width) * (box.east - box.west)).toFixed(6),
      latitude: +(box.north - ((event.clientY - frame.top) / frame.height) * (box.north - box.south)).toFixed(6) };
  } };
}

export async function pickSpot() {
  const box = await loadMap(), { svg, spot } = drawMap(box, 760), dialog = $("#map");
  $(".canvas", dialog).replaceChildren(svg);
  return new Promise((resolve) => {
    svg.onclick = (event) => { const found = spot(event); dialog.close(); resolve(found); };
    dialog.onclose = () => resolve(null);
    dialog.showModal();
  });
}

export function spotImage(where) {
  const holder = make("span", "place");
  loadMap().then(() => {
    const reach = 0.006, box = { west: where.longitude - reach * 1.7, east: where.longitude + reach * 1.7, south: where.latitude - reach * 0.72, north: where.latitude + reach * 0.72 };
    const { svg } = drawMap(box, 300, where);
    svg.setAttribute("preserveAspectRatio", "xMidYMid slice");
    svg.style.cssText = "width:100%;height:100%;border-radius:10px";
    holder.append(svg);
  });
  return holder;
}
