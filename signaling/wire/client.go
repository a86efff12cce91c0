package wire

// Join is a client's first message: a fresh join with an Offer, or a resume with ConnectionID and LastSeq.
// MoveToken comes from a Move: the room is coming over from another server.
type Join struct {
	Ticket       string `json:"ticket"`
	Offer        string `json:"offer,omitempty"`
	ConnectionID string `json:"connectionId,omitempty"`
	LastSeq      uint64 `json:"lastSeq,omitempty"`
	MoveToken    string `json:"moveToken,omitempty"`
	Device       Device `json:"device"`
}

// Device is the state of the equipment: ok, blocked, none, busy, unknown.
type Device struct {
	Camera     string `json:"camera"`
	Microphone string `json:"microphone"`
}

// Heartbeat is sent every 5 s both ways: the sender's clock in ms, and the last one received.
type Heartbeat struct {
	SentAt int64 `json:"sentAt"`
	Echo   int64 `json:"echo"`
}

// Media says what a person has switched on.
type Media struct {
	Audio  bool `json:"audio"`
	Camera bool `json:"camera"`
	Screen bool `json:"screen"`
}

// Stats is what a client measured; everything may be left out.
type Stats struct {
	RTTMs           float64 `json:"rttMs,omitempty"`
	JitterMs        float64 `json:"jitterMs,omitempty"`
	LossIn          float64 `json:"lossIn,omitempty"`
	LossOut         float64 `json:"lossOut,omitempty"`
	BitrateIn       float64 `json:"bitrateIn,omitempty"`
	BitrateOut      float64 `json:"bitrateOut,omitempty"`
	Freezes         int     `json:"freezes,omitempty"`
	FramesPerSecond float64 `json:"framesPerSecond,omitempty"`
	Relayed         bool    `json:"relayed"`
}

// Say is a line of chat on its way to the server. To is stage, staff or person.
type Say struct {
	To     string `json:"to"`
	Person int    `json:"person,omitempty"`
	Text   string `json:"text"`
}

// Offer restarts ICE.
type Offer struct {
	Offer string `json:"offer"`
}

// Command is the data of admit, hold, end, extend and handOver, each with its own members.
type Command struct {
	Audience    string `json:"audience,omitempty"`
	Reason      string `json:"reason,omitempty"`
	Disposition string `json:"disposition,omitempty"`
	Note        string `json:"note,omitempty"`
	Minutes     int    `json:"minutes,omitempty"`
	To          string `json:"to,omitempty"`
}

// Person is the data of remove and helped.
type Person struct {
	Person int `json:"person"`
}

// Lock is the data of lock.
type Lock struct {
	Locked bool `json:"locked"`
}

// Help says what somebody cannot do: hear, see or other.
type Help struct {
	Kind string `json:"kind"`
}

// Typed is a caption on its way to the server; not Final: the line is still being written.
type Typed struct {
	Text  string `json:"text"`
	Final bool   `json:"final"`
}
