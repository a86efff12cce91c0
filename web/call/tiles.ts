import type { Call } from "./call.ts";
import { lights } from "./people.ts";
import type { Person } from "./protocol.ts";
import { kept, keep, type Say } from "./texts.ts";

const speakingAbove = 0.03;
const listenEvery = 300;
const pausedAfter = 4000;

/** The pictures of a tile as last counted: a camera that is on and brings no new ones is paused. */
interface Seen {
  frames: number;
  at: number;
}

/** Keeps one tile for everybody whose sound or picture a lane carries, and one for oneself. */
export class Tiles {
  #call: Call;
  #say: Say;
  #box: HTMLElement;
  #model: HTMLTemplateElement;
  #tiles = new Map<string, HTMLElement>();
  #blocked: () => void;
  #seen = new Map<string, Seen>();
  #poor = false; // the line to us brings no pictures for now
  #quiet = false; // the server asks us for no picture
  sinkId = kept("speaker") ?? "";

  constructor(call: Call, say: Say, box: HTMLElement, model: HTMLTemplateElement, blocked: () => void) {
    this.#call = call;
    this.#say = say;
    this.#box = box;
    this.#model = model;
    this.#blocked = blocked;
    call.on("lanes", () => this.draw());
    call.on("roster", () => this.draw());
    call.on("switches", () => this.draw());
    call.devices.on("track", () => this.draw());
    call.on("quality", (people) => {
      for (const quality of people) {
        const key = quality.person === call.you?.person ? "own" : `p${quality.person}`;
        this.#tiles.get(key)?.setAttribute("data-quality", lights[quality.light]);
        if (key === "own") this.#poor = quality.audioOnly === true;
      }
    });
    call.on("sending", (sending) => {
      this.#quiet = !sending.camera || sending.cameraBitrate === 0;
      this.draw();
    });
    setInterval(() => this.#listen(), listenEvery);
  }

  /** Sends the sound of everybody to another speaker. */
  async sink(id: string): Promise<void> {
    this.sinkId = id;
    keep("speaker", id);
    await Promise.all([...this.#box.querySelectorAll("video")].map((video) => this.#speaker(video)));
  }

  async #speaker(video: HTMLVideoElement): Promise<void> {
    if (!("setSinkId" in video) || video.muted || video.sinkId === this.sinkId) return;
    await video.setSinkId(this.sinkId).catch(() => undefined); // that speaker is gone: the default one is used
  }

  draw(): void {
    const you = this.#call.you;
    if (!you) return;
    const wanted = new Set<string>();
    for (const person of this.#call.roster) {
      if (person.person === you.person) continue;
      this.#drawPerson(person, wanted, false);
      this.#drawPerson(person, wanted, true);
    }
    this.#drawSelf(you, wanted);
    for (const [key, tile] of this.#tiles) {
      if (wanted.has(key)) continue;
      tile.remove();
      this.#tiles.delete(key);
      this.#seen.delete(key);
    }
    this.#box.dataset["count"] = String(this.#tiles.size);
    this.#box.classList.toggle("call__tiles--many", this.#tiles.size > 3);
  }

  /** Starts what the browser held back; call it from a gesture. */
  play(): void {
    this.#box.querySelectorAll("video").forEach((video) => void video.play().catch(() => undefined));
  }

  #drawPerson(person: Person, wanted: Set<string>, screen: boolean): void {
    const shown = this.#call.streamOf(person.person, screen);
    if (!shown && (screen || person.place !== "stage")) return;
    const key = `${screen ? "s" : "p"}${person.person}`;
    wanted.add(key);
    const tile = this.#tile(key, person);
    tile.classList.toggle("tile--screen", screen);
    tile.classList.toggle("tile--signs", !screen && person.signs === true);
    tile.toggleAttribute("data-muted", !screen && (!person.media.audio || person.muted.audio));
    tile.toggleAttribute("data-no-video", !shown || !shown.lane.carries.includes(screen ? "screen" : "camera"));
    this.#attach(tile, shown?.stream ?? null);
  }

  #drawSelf(you: Person, wanted: Set<string>): void {
    wanted.add("own");
    const tile = this.#tile("own", you);
    tile.classList.add("tile--own");
    tile.toggleAttribute("data-muted", !this.#call.switches.audio || !this.#call.devices.audio || you.muted.audio);
    const camera = this.#call.devices.camera;
    const on = camera !== null && this.#call.switches.camera && !you.muted.camera;
    tile.toggleAttribute("data-no-video", !on);
    note(tile, on && this.#quiet && you.place === "stage" ? this.#say("paused.yours") : "");
    const video = tile.querySelector("video");
    if (!video) return;
    video.muted = true;
    const shown = (video.srcObject as MediaStream | null)?.getVideoTracks()[0] ?? null;
    if (shown !== camera) this.#attach(tile, camera ? new MediaStream([camera]) : null);
  }

  #tile(key: string, person: Person): HTMLElement {
    let tile = this.#tiles.get(key);
    if (!tile) {
      tile = (this.#model.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
      tile.id = `tile-${key}`;
      tile.dataset["role"] = person.role;
      const video = tile.querySelector("video");
      if (video) video.id = `tile-${key}-video`;
      this.#tiles.set(key, tile);
      this.#box.append(tile);
    }
    const name = tile.querySelector<HTMLElement>(".tile__name bdi");
    const role = tile.querySelector<HTMLElement>(".tile__role");
    if (name) name.textContent = key === "own" ? this.#say("you") : person.name;
    if (role) role.textContent = key === "own" ? "" : this.#say(`role.${person.role}`);
    return tile;
  }

  #attach(tile: HTMLElement, stream: MediaStream | null): void {
    const video = tile.querySelector("video");
    if (!video || video.srcObject === stream) return;
    video.srcObject = stream;
    void this.#speaker(video);
    if (stream) void video.play().catch((error: unknown) => {
      if (error instanceof Error && error.name === "NotAllowedError") this.#blocked();
    });
  }

  /** Marks who is speaking, and whose picture is paused, by what arrives in each lane. */
  #listen(): void {
    for (const person of this.#call.roster) {
      const key = `p${person.person}`;
      const tile = this.#tiles.get(key);
      if (!tile) continue;
      tile.toggleAttribute("data-speaking", this.#call.levelOf(person.person) > speakingAbove);
      const paused = !tile.hasAttribute("data-no-video") && this.#paused(key, tile.querySelector("video"));
      tile.toggleAttribute("data-paused", paused);
      note(tile, person.connection === "lost" ? this.#say("person.lost") : paused ? this.#say(this.#poor ? "paused.ours" : "paused.theirs") : "");
    }
  }

  #paused(key: string, video: HTMLVideoElement | null): boolean {
    if (!video || document.hidden) return false;
    const frames = video.getVideoPlaybackQuality().totalVideoFrames;
    const seen = this.#seen.get(key);
    if (!seen || seen.frames !== frames) this.#seen.set(key, { frames, at: performance.now() });
    return seen !== undefined && seen.frames === frames && frames > 0 && performance.now() - seen.at > pausedAfter;
  }
}

function note(tile: HTMLElement, text: string): void {
  const line = tile.querySelector<HTMLElement>(".tile__note");
  if (!line || line.textContent === text) return;
  line.textContent = text;
  line.hidden = text === "";
}
