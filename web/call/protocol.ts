// The words of docs/protocol.md as types. The vectors in signaling/testdata/messages hold both sides to them.

export type Role = "host" | "chiefAide" | "noteTaker" | "interpreter" | "observer" | "technician" | "citizen" | "companion";
export type Place = "stage" | "waiting" | "wings";
export type DeviceState = "ok" | "blocked" | "none" | "busy" | "unknown";
export type Light = "waiting" | "good" | "fair" | "bad";
export type PathState = "connecting" | "connected" | "lost";
export type HelpKind = "hear" | "see" | "other";
export type Disposition = "held" | "noShow" | "technicalFailure" | "postponed" | "endedEarly";

export interface DeviceReport {
  camera: DeviceState;
  microphone: DeviceState;
}

export interface Switches {
  audio: boolean;
  camera: boolean;
  screen: boolean;
}

export interface Cut {
  audio: boolean;
  camera: boolean;
}

export interface Person {
  person: number;
  role: Role;
  name: string;
  place: Place;
  connection: "here" | "lost";
  media: Switches;
  muted: Cut;
  path?: PathState;
  arriving?: Cut;
  device?: DeviceReport;
  audience?: string;
  verified?: boolean;
  signs?: boolean;
  help?: HelpKind;
}

export interface Roster {
  version: number;
  people: Person[];
}

export interface Lane {
  lane: number;
  person: number;
  carries: ("audio" | "camera" | "screen")[];
}

export interface Lanes {
  version: number;
  lanes: Lane[];
}

export interface YourPlace {
  place: number;
  fromMinutes?: number;
  toMinutes?: number;
  lateMinutes: number;
  called: boolean;
  onDeck?: boolean;
}

export interface LineEntry {
  audience: string;
  name: string;
  reference: string;
  inPerson: boolean;
  verified: boolean;
  place: number;
  fromMinutes?: number;
  toMinutes?: number;
  lateMinutes: number;
  state: "absent" | "waiting" | "ready" | "lost" | "stage";
  onDeck?: boolean;
  people: number[];
}

export interface Queue {
  version: number;
  yours?: YourPlace;
  line?: LineEntry[];
}

export interface Sending {
  camera: boolean;
  cameraBitrate: number;
  screenBitrate: number;
}

/** The room as a whole; handOverTo is for those who may hand over. */
export interface RoomState {
  kind: "call" | "check";
  stageLimit: number;
  lanes: number;
  endsAt?: string;
  locked?: boolean;
  recording?: "planned" | "soon" | "on" | "failed";
  handOverTo?: { key: string; name: string; nameEn?: string }[];
  video?: "h264";
  sockets?: string[];
}

/** As RTCPeerConnection takes it. */
export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

export interface Joined {
  connectionId: string;
  resumed: boolean;
  you: Person;
  room: RoomState;
  answer?: string;
  iceServers?: IceServer[];
  roster: Roster;
  lanes: Lanes;
  sending: Sending;
  queue?: Queue;
  lastSeq?: number;
  serverTime: string;
}

export interface ChatLine {
  id: number;
  from: number;
  name: string;
  role: Role;
  to: "stage" | "staff" | "person";
  text: string;
  at: string;
}

/** A file shown in the call; it is fetched by its id over HTTP. */
export interface SharedDocument {
  id: string;
  from: number;
  name: string;
  role: Role;
  to: "stage";
  fileName: string;
  mediaType: string;
  size: number;
  at: string;
}

export interface PersonQuality {
  person: number;
  light: Light;
  score?: number;
  audioOnly?: boolean;
  rttMs?: number;
  jitterMs?: number;
  lossIn?: number;
  lossOut?: number;
  bitrateIn?: number;
  bitrateOut?: number;
}

export interface Counted {
  packets: number;
  lost: number;
  bitrate: number;
  jitterMs: number;
}

export interface Check {
  path: PathState;
  audio: Counted;
  camera: Counted;
  pictures: number;
  rttMs?: number;
  light: Light;
  via?: "udp" | "tcp" | "relay";
  lossOut?: number;
  score?: number;
}

export interface Stats {
  rttMs?: number;
  jitterMs?: number;
  lossIn?: number;
  lossOut?: number;
  bitrateIn?: number;
  bitrateOut?: number;
  freezes?: number;
  framesPerSecond?: number;
  relayed?: boolean;
}

/** What the server may send, by type. */
export interface ServerMessages {
  joined: Joined;
  roster: Roster;
  lanes: Lanes;
  queue: Queue;
  sending: Sending;
  room: RoomState;
  admitted: { audience?: string; people: number[]; endsAt?: string };
  held: { audience?: string; people: number[]; reason?: string };
  ended: { audience?: string; disposition?: Disposition };
  muted: { person: number; audio: boolean; camera: boolean; by: number };
  chat: ChatLine;
  quality: { people: PersonQuality[] };
  check: Check;
  notice: { code: string; person?: number; kind?: HelpKind; minutes?: number; at?: string };
  caption: { person: number; text: string; final: boolean; at: string };
  document: SharedDocument;
  transfer: { ticket: string; url?: string };
  move: { url: string; token: string };
  live: undefined;
  iceRestarted: { answer: string; iceServers?: IceServer[] };
  done: { re: number };
  error: { code: string; re: number; opensAt?: string };
  heartbeat: { sentAt: number; echo?: number };
  bye: { code: string; url?: string };
}

/** What a client may send, by type. */
export interface ClientMessages {
  join: { ticket: string; offer?: string; connectionId?: string; lastSeq?: number; moveToken?: string; device: DeviceReport };
  heartbeat: { sentAt: number; echo: number };
  device: DeviceReport;
  media: Switches;
  stats: Stats;
  chat: { to: "stage" | "staff" | "person"; person?: number; text: string };
  iceRestart: { offer: string };
  next: undefined;
  admit: { audience: string };
  hold: { audience: string; reason?: string };
  end: { audience: string; disposition: Disposition; note?: string };
  mute: { person: number; audio: boolean; camera: boolean };
  remove: { person: number };
  lock: { locked: boolean };
  extend: { minutes: number };
  handOver: { audience: string; to: string };
  help: { kind: HelpKind };
  helped: { person: number };
  caption: { text: string; final: boolean };
  leave: undefined;
}

export interface Envelope {
  type: string;
  seq?: number;
  ack?: number;
  data?: unknown;
}

export const subprotocol = "majlis.v1";

/** Close codes after which dialling again is useless. */
const finalCodes: ReadonlySet<number> = new Set([1000, 1009, 4400, 4401, 4403, 4404, 4409, 4410]);

/** How long to wait before dialling again after a close code, in ms; undefined: not at all. */
export function redialAfter(code: number, attempt: number): number | undefined {
  if (finalCodes.has(code)) return undefined;
  if (code === 4429) return 5000;
  if (code === 4423 || code === 4503) return 30000;
  if (code === 4307) return 0;
  return [0, 300, 1200, 2700, 4800][attempt] ?? 7000;
}

/** Reads a frame; anything that is not an envelope is undefined. */
export function parse(frame: string): Envelope | undefined {
  try {
    const value: unknown = JSON.parse(frame);
    if (typeof value === "object" && value !== null && typeof (value as Envelope).type === "string") return value as Envelope;
  } catch {
    return undefined;
  }
  return undefined;
}
