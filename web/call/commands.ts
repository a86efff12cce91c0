import type { ClientMessages, Disposition, HelpKind } from "./protocol.ts";

type Send = <K extends keyof ClientMessages>(type: K, data: ClientMessages[K]) => Promise<void>;

/** Where a line of chat goes: everybody on the stage, the staff, or one person. */
export type Addressee = "stage" | "staff" | number;

/** What a participant may ask of the room. Each resolves when it was done and rejects with CommandError when not. */
export class Commands {
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  say(to: Addressee, text: string): Promise<void> {
    return this.#send("chat", typeof to === "number" ? { to: "person", person: to, text } : { to, text });
  }

  help(kind: HelpKind): Promise<void> {
    return this.#send("help", { kind });
  }

  helped(person: number): Promise<void> {
    return this.#send("helped", { person });
  }

  caption(text: string, final: boolean): Promise<void> {
    return this.#send("caption", { text, final });
  }

  next(): Promise<void> {
    return this.#send("next", undefined);
  }

  admit(audience: string): Promise<void> {
    return this.#send("admit", { audience });
  }

  hold(audience: string, reason?: string): Promise<void> {
    return this.#send("hold", reason === undefined ? { audience } : { audience, reason });
  }

  handOver(audience: string, to: string): Promise<void> {
    return this.#send("handOver", { audience, to });
  }

  extend(minutes: number): Promise<void> {
    return this.#send("extend", { minutes });
  }

  lock(locked: boolean): Promise<void> {
    return this.#send("lock", { locked });
  }

  end(audience: string, disposition: Disposition, note: string): Promise<void> {
    return this.#send("end", { audience, disposition, note });
  }

  mute(person: number, audio: boolean, camera: boolean): Promise<void> {
    return this.#send("mute", { person, audio, camera });
  }

  remove(person: number): Promise<void> {
    return this.#send("remove", { person });
  }
}
