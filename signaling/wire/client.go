package wire

// Join is a client's first message: a fresh join with an Offer, or a resume with ConnectionID and LastSeq.
type Join struct {
	Ticket       string `json:"ticket"`
	Offer        string `json:"offer,omitempty"`
	ConnectionID string `json:"connectionId,omitempty"`
	LastSeq      uint64 `json:"lastSeq,omitempty"`
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

// Command is the data of admit, hold and end.
type Command struct {
	Audience    string `json:"audience"`
	Reason      string `json:"reason,omitempty"`
	Disposition string `json:"disposition,omitempty"`
	Note        string `json:"note,omitempty"`
}

// Person is the data of remove.
type Person struct {
	Person int `json:"person"`
}
