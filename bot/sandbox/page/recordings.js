// Voice and film: taken by the microphone, or drawn for who has none, and played.

import { make, says } from "./world.js";

const SOUNDS = ["voice", "audio"], FILMS = ["video", "video_note", "animation"];

// What a message bears of it, to be played in the page; null for none.
export function player(message) {
  const kind = [...SOUNDS, ...FILMS].find((one) => message[one]);
  if (!kind) return null;
  const sent = message[kind], source = `/sim/file?id=${sent.file_id}`;
  if (SOUNDS.includes(kind)) return Object.assign(make("audio"), { controls: true, preload: "none", src: source });
  if (sent.mime_type?.startsWith("image/")) return Object.assign(make("img", "film"), { src: source, alt: says("视频", "film") });
  return Object.assign(make("video", "film"), { controls: true, preload: "metadata", src: source });
}

// Pressed once it listens, pressed again it is held to be sent.
export async function record(phone, button) {
  if (phone.recorder) { phone.recorder.stop(); return; }
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }), parts = [], recorder = new MediaRecorder(stream);
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      stream.getTracks().forEach((one) => one.stop());
      phone.recorder = null;
      button.classList.remove("on");
      phone.holds([new File(parts, "voice.webm", { type: recorder.mimeType })], "voice");
    };
    phone.recorder = recorder;
    button.classList.add("on");
    recorder.start();
  } catch {
    phone.holds([hum()], "voice");
    phone.tell(says("没有麦克风，这是一段示例声音", "No microphone here: a sample sound"));
  }
}

// A second and a half of somebody humming, as WAV.
function hum() {
  const rate = 8000, length = rate * 1.5, bytes = new DataView(new ArrayBuffer(44 + length));
  const write = (at, text) => [...text].forEach((char, place) => bytes.setUint8(at + place, char.charCodeAt(0)));
  write(0, "RIFF"); write(8, "WAVEfmt "); write(36, "data");
  [[4, 36 + length], [16, 16], [24, rate], [28, rate], [40, length]].forEach(([at, value]) => bytes.setUint32(at, value, true));
  [[20, 1], [22, 1], [32, 1], [34, 8]].forEach(([at, value]) => bytes.setUint16(at, value, true));
  for (let at = 0; at < length; at++) {
    const second = at / rate, tone = 150 + 30 * Math.sin(second * 9), swell = Math.abs(Math.sin(second * 5));
    bytes.setUint8(44 + at, 128 + 60 * swell * Math.sin(2 * Math.PI * tone * second));
  }
  return new File([bytes.buffer], "voice.wav", { type: "audio/wav" });
}
