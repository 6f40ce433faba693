// Sample photos and films for who has no street at hand.

import { $, lang, make, says, state } from "./world.js";

export function pickSample(phone) {
  const dialog = $("#samples"), seed = Math.floor(Math.random() * 8);
  const kinds = [["", "", "", "photo"], ["-after", says("（处置后）", " (after)"), "&after=1", "photo"], ["-film", says("（视频）", " (film)"), "&moving=1", "video"]];
  $(".grid", dialog).replaceChildren(...kinds.flatMap(([mark, told, more, as]) => state.scenes.slice(0, as === "video" ? 2 : undefined).map((one) => {
    const label = `${one[lang]}${told}`, figure = make("button", "sample");
    figure.type = "button";
    figure.dataset.scene = `${one.name}${mark}`;
    const source = `/sim/scene?name=${one.name}${more}&seed=${seed}`;
    figure.append(Object.assign(make("img"), { src: source, alt: label, loading: "lazy" }), make("span", "", label));
    figure.onclick = async () => {
      const body = await (await fetch(source)).blob();
      dialog.close();
      phone.holds([new File([body], `${one.name}${mark}`, { type: body.type })], as);
    };
    return figure;
  })));
  dialog.showModal();
}
