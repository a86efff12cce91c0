package page

// Components of the call itself. They need the Stage layout and the scripts of web/call.

// A Tile is one person in the call. Its video element has the id
// "tile-<ID>-video"; the script sets data-* states on the tile.
type Tile struct {
	ID       string
	Name     string
	Role     string
	Own      bool // the visitor's own picture, small, at the corner
	Speaking bool
	Muted    bool
	NoVideo  bool
	Quality  Kind   // Success, Warning, Danger: the traffic light
	Note     string // why there is no picture; the script fills it in
}

func (Tile) component() string { return "tile" }

// A Control is one button of the call's bar: an icon and a word. A toggle has
// the texts of both states; the script flips aria-pressed.
type Control struct {
	ID              string
	Icon, Label     string
	OffIcon, OffTxt string // shown while pressed ("camera off")
	Pressed         bool
	Toggle          bool
	Wide            bool  // left out of the bar of a telephone; it must be reached in another way
	Style           Style // Destructive for leaving
	Disabled        bool
	Badge           string
}

func (Control) component() string { return "control" }

// A CallStage is the whole call: tiles, captions, bar, and the panes beside the tiles.
type CallStage struct {
	Title    string
	Status   string // live region: "connected", "reconnecting"
	Kind     Kind
	Clock    string // "12:40 left"; the script counts
	Tiles    []Tile
	Controls []Control
	Leave    *Control
	Panes    []Pane
}

func (CallStage) component() string { return "call-stage" }

// A Pane is one tab beside the tiles. Without anything to show it is filled by the script.
type Pane struct {
	ID, Label string
	Show      Component
}

// Chat is the written side of the call: lines, and documents that were shown.
type Chat struct {
	Title    string
	Messages []ChatMessage
	Field    string // label of the box to type in
	Send     string
	Empty    string
	To       []Option // whom staff may write to; the script adds people
	Attach   string   // label of the button that shows a document; empty: none
	Accept   string   // the media types it takes
	Keep     string   // where documents are posted to and read from
}

func (Chat) component() string { return "chat" }

// CallFiles are the files that may be shown in a call, for the box that chooses them; the server
// judges by their content.
const CallFiles = ".pdf,.doc,.docx,image/jpeg,image/png,image/webp,image/heic"

// A ChatMessage is one line of it.
type ChatMessage struct {
	From, Text, Time string
	Own              bool
}

// RoomPeople is the pane of who is in the room; the script fills it.
type RoomPeople struct{}

func (RoomPeople) component() string { return "room-people" }

// CallSettings is the pane of devices, captions and the small window.
type CallSettings struct{}

func (CallSettings) component() string { return "call-settings" }
