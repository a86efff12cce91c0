package wire

import "time"

// Joined is the whole state, answering a join. Answer is empty when a connection is resumed.
type Joined struct {
	ConnectionID string      `json:"connectionId"`
	Resumed      bool        `json:"resumed"`
	You          Entry       `json:"you"`
	Room         Room        `json:"room"`
	Answer       string      `json:"answer,omitempty"`
	ICEServers   []ICEServer `json:"iceServers,omitempty"`
	Roster       Roster      `json:"roster"`
	Lanes        Lanes       `json:"lanes"`
	Queue        *Queue      `json:"queue,omitempty"`
	Sending      Sending     `json:"sending"`
	LastSeq      uint64      `json:"lastSeq"`
	ServerTime   time.Time   `json:"serverTime"`
}

// Room describes the room: Kind is call or check, Lanes counts the receiving pairs, Recording is absent,
// planned, soon, on or failed. HandOverTo is for
// those who may hand over. Video is absent (VP8) or h264. Sockets are those of all servers, where there are several.
type Room struct {
	Kind       string      `json:"kind"`
	StageLimit int         `json:"stageLimit"`
	Lanes      int         `json:"lanes"`
	EndsAt     *time.Time  `json:"endsAt,omitempty"`
	Locked     bool        `json:"locked,omitempty"`
	Recording  string      `json:"recording,omitempty"`
	HandOverTo []Successor `json:"handOverTo,omitempty"`
	Video      string      `json:"video,omitempty"`
	Sockets    []string    `json:"sockets,omitempty"`
}

// Successor is a host to whom an audience can be handed over.
type Successor struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	NameEn string `json:"nameEn,omitempty"`
}

// ICEServer is one way around a firewall, as RTCPeerConnection takes it. Its credential is bound to
// the connection.
type ICEServer struct {
	URLs       []string `json:"urls"`
	Username   string   `json:"username,omitempty"`
	Credential string   `json:"credential,omitempty"`
}

// Roster lists the people whom the receiver may know about.
type Roster struct {
	Version uint64  `json:"version"`
	People  []Entry `json:"people"`
}

// Entry is one person of a roster. Path, Arriving and Help are for themselves and staff, Device and
// Audience for staff. Verified: the office has checked who they are. Signs: interprets by signs.
type Entry struct {
	Person     int       `json:"person"`
	Role       string    `json:"role"`
	Name       string    `json:"name"`
	Place      string    `json:"place"`
	Connection string    `json:"connection"`
	Media      Media     `json:"media"`
	Muted      Switches  `json:"muted"`
	Path       string    `json:"path,omitempty"`
	Arriving   *Switches `json:"arriving,omitempty"`
	Device     *Device   `json:"device,omitempty"`
	Audience   string    `json:"audience,omitempty"`
	Verified   bool      `json:"verified,omitempty"`
	Signs      bool      `json:"signs,omitempty"`
	Help       string    `json:"help,omitempty"`
}

// Switches says sound and camera, each yes or no.
type Switches struct {
	Audio  bool `json:"audio"`
	Camera bool `json:"camera"`
}

// Lanes is the whole mapping of the receiver's lanes.
type Lanes struct {
	Version uint64 `json:"version"`
	Lanes   []Lane `json:"lanes"`
}

// Lane says whose streams a lane carries: audio, camera, screen.
type Lane struct {
	Lane    int      `json:"lane"`
	Person  int      `json:"person"`
	Carries []string `json:"carries"`
}

// Queue is the line: Yours for somebody who waits, all of it for staff.
type Queue struct {
	Version uint64      `json:"version"`
	Yours   *Yours      `json:"yours,omitempty"`
	Line    *[]Standing `json:"line,omitempty"`
}

// Yours is a waiting person's own place, counted from 1.
type Yours struct {
	Place       int  `json:"place"`
	FromMinutes *int `json:"fromMinutes,omitempty"`
	ToMinutes   *int `json:"toMinutes,omitempty"`
	LateMinutes int  `json:"lateMinutes"`
	Called      bool `json:"called"`
	OnDeck      bool `json:"onDeck,omitempty"`
}

// Standing is one audience in the line as staff see it. State is absent, waiting, ready, lost or stage.
// OnDeck: the command next would let this one in.
type Standing struct {
	Audience    string `json:"audience"`
	Name        string `json:"name"`
	Reference   string `json:"reference"`
	InPerson    bool   `json:"inPerson"`
	Verified    bool   `json:"verified"`
	Place       int    `json:"place"`
	FromMinutes *int   `json:"fromMinutes,omitempty"`
	ToMinutes   *int   `json:"toMinutes,omitempty"`
	LateMinutes int    `json:"lateMinutes"`
	State       string `json:"state"`
	OnDeck      bool   `json:"onDeck,omitempty"`
	People      []int  `json:"people"`
}

// Sending says what the client is to send, in bit/s.
type Sending struct {
	Camera        bool `json:"camera"`
	CameraBitrate int  `json:"cameraBitrate"`
	ScreenBitrate int  `json:"screenBitrate"`
}

// Stage is the data of admitted, held and ended.
type Stage struct {
	Audience    string     `json:"audience,omitempty"`
	People      []int      `json:"people,omitempty"`
	Reason      string     `json:"reason,omitempty"`
	Disposition string     `json:"disposition,omitempty"`
	EndsAt      *time.Time `json:"endsAt,omitempty"`
}

// Muted is the data of mute, without By, and of muted.
type Muted struct {
	Person int  `json:"person"`
	Audio  bool `json:"audio"`
	Camera bool `json:"camera"`
	By     int  `json:"by,omitempty"`
}

// Chat is a line of chat as it is shown.
type Chat struct {
	ID   uint64    `json:"id"`
	From int       `json:"from"`
	Name string    `json:"name"`
	Role string    `json:"role"`
	To   string    `json:"to"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// Quality is what was measured over the last interval.
type Quality struct {
	People []PersonQuality `json:"people"`
}

// PersonQuality is one person's part of it. Score is a mean opinion score from 1 to 4.5; AudioOnly:
// the server sends them no pictures for the time being, so that the sound gets through.
type PersonQuality struct {
	Person     int     `json:"person"`
	Light      string  `json:"light"`
	Score      float64 `json:"score,omitempty"`
	AudioOnly  bool    `json:"audioOnly,omitempty"`
	RTTMs      int64   `json:"rttMs"`
	JitterMs   int64   `json:"jitterMs"`
	LossIn     float64 `json:"lossIn"`
	LossOut    float64 `json:"lossOut"`
	BitrateIn  int     `json:"bitrateIn"`
	BitrateOut int     `json:"bitrateOut"`
}

// Check is what the server received of a device check since the join, and how: Via is udp, tcp or relay.
type Check struct {
	Path     string  `json:"path"`
	Audio    Counter `json:"audio"`
	Camera   Counter `json:"camera"`
	Pictures uint64  `json:"pictures"`
	RTTMs    int64   `json:"rttMs,omitempty"`
	Light    string  `json:"light"`
	Via      string  `json:"via,omitempty"`
	LossOut  float64 `json:"lossOut,omitempty"`
	Score    float64 `json:"score,omitempty"`
}

// Counter is what arrived of one stream. Bitrate is that of the last interval.
type Counter struct {
	Packets  uint64 `json:"packets"`
	Lost     uint64 `json:"lost"`
	Bitrate  int    `json:"bitrate"`
	JitterMs int64  `json:"jitterMs"`
}

// Notice is something to tell the person.
type Notice struct {
	Code    string     `json:"code"`
	Person  int        `json:"person,omitempty"`
	Kind    string     `json:"kind,omitempty"`
	Minutes int        `json:"minutes,omitempty"`
	At      *time.Time `json:"at,omitempty"`
}

// Caption is a line that somebody types along with what is said.
type Caption struct {
	Person int       `json:"person"`
	Text   string    `json:"text"`
	Final  bool      `json:"final"`
	At     time.Time `json:"at"`
}

// Document is a file that somebody has shown to the stage.
type Document struct {
	ID        string    `json:"id"`
	From      int       `json:"from"`
	Name      string    `json:"name"`
	Role      string    `json:"role"`
	To        string    `json:"to"`
	FileName  string    `json:"fileName"`
	MediaType string    `json:"mediaType"`
	Size      int64     `json:"size"`
	At        time.Time `json:"at"`
}

// Transfer sends somebody to another host's room: join it with this ticket. URL is its socket, absent
// when it is the same.
type Transfer struct {
	Ticket string `json:"ticket"`
	URL    string `json:"url,omitempty"`
}

// Move asks the client to open a second connection, to the server that takes the room over.
type Move struct {
	URL   string `json:"url"`
	Token string `json:"token"`
}

// Answer answers an Offer.
type Answer struct {
	Answer     string      `json:"answer"`
	ICEServers []ICEServer `json:"iceServers,omitempty"`
}

// Done says that the command with that seq was carried out.
type Done struct {
	Re uint64 `json:"re"`
}

// Error says that the message with that seq, or the join, was refused. OpensAt goes with ticketEarly.
type Error struct {
	Code    string     `json:"code"`
	Re      uint64     `json:"re"`
	OpensAt *time.Time `json:"opensAt,omitempty"`
}

// Bye says why the server closes. URL goes with elsewhere: the socket to dial instead.
type Bye struct {
	Code string `json:"code"`
	URL  string `json:"url,omitempty"`
}
