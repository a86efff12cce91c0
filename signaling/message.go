package signaling

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// envelope is every frame, in both directions; see docs/protocol.md.
type envelope struct {
	Type string          `json:"type"`
	Seq  uint64          `json:"seq,omitempty"`
	Ack  uint64          `json:"ack,omitempty"`
	Data json.RawMessage `json:"data,omitempty"`
}

type joinData struct {
	Ticket       string     `json:"ticket"`
	Offer        string     `json:"offer,omitempty"`
	ConnectionID string     `json:"connectionId,omitempty"`
	LastSeq      uint64     `json:"lastSeq,omitempty"`
	Device       deviceData `json:"device"`
}

type deviceData struct {
	Camera     string `json:"camera"`
	Microphone string `json:"microphone"`
}

type heartbeatData struct {
	SentAt int64 `json:"sentAt"`
	Echo   int64 `json:"echo"`
}

type mediaData struct {
	Audio  bool `json:"audio"`
	Camera bool `json:"camera"`
	Screen bool `json:"screen"`
}

type statsData struct {
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

type sayData struct {
	To     string `json:"to"`
	Person int    `json:"person,omitempty"`
	Text   string `json:"text"`
}

type offerData struct {
	Offer string `json:"offer"`
}

type audienceData struct {
	Audience    AudienceID `json:"audience"`
	Reason      string     `json:"reason,omitempty"`
	Disposition string     `json:"disposition,omitempty"`
	Note        string     `json:"note,omitempty"`
}

type muteData struct {
	Person int  `json:"person"`
	Audio  bool `json:"audio"`
	Camera bool `json:"camera"`
}

type personData struct {
	Person int `json:"person"`
}

type joinedData struct {
	ConnectionID string      `json:"connectionId"`
	Resumed      bool        `json:"resumed"`
	You          rosterEntry `json:"you"`
	Room         roomData    `json:"room"`
	Answer       string      `json:"answer,omitempty"`
	Roster       rosterData  `json:"roster"`
	Lanes        lanesData   `json:"lanes"`
	Queue        *queueData  `json:"queue,omitempty"`
	Sending      sendingData `json:"sending"`
	LastSeq      uint64      `json:"lastSeq"`
	ServerTime   time.Time   `json:"serverTime"`
}

type roomData struct {
	Kind       string     `json:"kind"`
	StageLimit int        `json:"stageLimit"`
	Lanes      int        `json:"lanes"`
	EndsAt     *time.Time `json:"endsAt,omitempty"`
}

type rosterData struct {
	Version uint64        `json:"version"`
	People  []rosterEntry `json:"people"`
}

type rosterEntry struct {
	Person     int           `json:"person"`
	Role       Role          `json:"role"`
	Name       string        `json:"name"`
	Place      place         `json:"place"`
	Connection string        `json:"connection"`
	Media      mediaData     `json:"media"`
	Muted      mutedState    `json:"muted"`
	Path       Path          `json:"path,omitempty"`
	Arriving   *arrivingData `json:"arriving,omitempty"`
	Device     *deviceData   `json:"device,omitempty"`
	Audience   AudienceID    `json:"audience,omitempty"`
}

type mutedState struct {
	Audio  bool `json:"audio"`
	Camera bool `json:"camera"`
}

type arrivingData struct {
	Audio  bool `json:"audio"`
	Camera bool `json:"camera"`
}

type lanesData struct {
	Version uint64     `json:"version"`
	Lanes   []laneData `json:"lanes"`
}

type laneData struct {
	Lane    int      `json:"lane"`
	Person  int      `json:"person"`
	Carries []string `json:"carries"`
}

type queueData struct {
	Version uint64      `json:"version"`
	Yours   *yoursData  `json:"yours,omitempty"`
	Line    *[]lineData `json:"line,omitempty"`
}

type yoursData struct {
	Place       int  `json:"place"`
	FromMinutes *int `json:"fromMinutes,omitempty"`
	ToMinutes   *int `json:"toMinutes,omitempty"`
	LateMinutes int  `json:"lateMinutes"`
	Called      bool `json:"called"`
}

type lineData struct {
	Audience    AudienceID `json:"audience"`
	Name        string     `json:"name"`
	Reference   string     `json:"reference"`
	InPerson    bool       `json:"inPerson"`
	Place       int        `json:"place"`
	FromMinutes *int       `json:"fromMinutes,omitempty"`
	ToMinutes   *int       `json:"toMinutes,omitempty"`
	LateMinutes int        `json:"lateMinutes"`
	State       string     `json:"state"`
	People      []int      `json:"people"`
}

type sendingData struct {
	Camera        bool `json:"camera"`
	CameraBitrate int  `json:"cameraBitrate"`
	ScreenBitrate int  `json:"screenBitrate"`
}

// stageData is the data of admitted, held and ended.
type stageData struct {
	Audience    AudienceID `json:"audience,omitempty"`
	People      []int      `json:"people,omitempty"`
	Reason      string     `json:"reason,omitempty"`
	Disposition string     `json:"disposition,omitempty"`
	EndsAt      *time.Time `json:"endsAt,omitempty"`
}

type mutedData struct {
	Person int  `json:"person"`
	Audio  bool `json:"audio"`
	Camera bool `json:"camera"`
	By     int  `json:"by"`
}

type chatData struct {
	ID   uint64    `json:"id"`
	From int       `json:"from"`
	Name string    `json:"name"`
	Role Role      `json:"role"`
	To   string    `json:"to"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

type qualityData struct {
	People []qualityEntry `json:"people"`
}

type qualityEntry struct {
	Person     int     `json:"person"`
	Light      string  `json:"light"`
	RTTMs      int64   `json:"rttMs"`
	JitterMs   int64   `json:"jitterMs"`
	LossIn     float64 `json:"lossIn"`
	LossOut    float64 `json:"lossOut"`
	BitrateIn  int     `json:"bitrateIn"`
	BitrateOut int     `json:"bitrateOut"`
}

type checkData struct {
	Path     Path         `json:"path"`
	Audio    checkCounter `json:"audio"`
	Camera   checkCounter `json:"camera"`
	Pictures uint64       `json:"pictures"`
	RTTMs    int64        `json:"rttMs,omitempty"`
	Light    string       `json:"light"`
}

type checkCounter struct {
	Packets  uint64 `json:"packets"`
	Lost     uint64 `json:"lost"`
	Bitrate  int    `json:"bitrate"`
	JitterMs int64  `json:"jitterMs"`
}

type noticeData struct {
	Code    string     `json:"code"`
	Person  int        `json:"person,omitempty"`
	Minutes int        `json:"minutes,omitempty"`
	At      *time.Time `json:"at,omitempty"`
}

type answerData struct {
	Answer string `json:"answer"`
}

type doneData struct {
	Re uint64 `json:"re"`
}

type errorData struct {
	Code    string     `json:"code"`
	Re      uint64     `json:"re"`
	OpensAt *time.Time `json:"opensAt,omitempty"`
}

type byeData struct {
	Code string `json:"code"`
}

// decodeFrame reads a client's frame.
func decodeFrame(frame []byte) (envelope, error) {
	var e envelope
	if err := decodeStrict(frame, &e); err != nil {
		return e, err
	}
	if e.Type == "" {
		return e, fmt.Errorf("%w: no type", ErrMessage)
	}
	return e, nil
}

// decodeStrict reads exactly one JSON value without unknown members.
func decodeStrict(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%w: %w", ErrMessage, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("%w: more than one value", ErrMessage)
	}
	return nil
}

// decodeData reads a message's data, which may be left out.
func decodeData[T any](e envelope) (T, error) {
	var v T
	if len(e.Data) == 0 {
		return v, nil
	}
	return v, decodeStrict(e.Data, &v)
}

// encodeFrame writes a server's frame. Every type given to it can be encoded.
func encodeFrame(kind string, seq, ack uint64, data any) []byte {
	e := envelope{Type: kind, Seq: seq, Ack: ack}
	if data != nil {
		e.Data = encodeData(data)
	}
	return encodeData(e)
}

func encodeData(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic("signaling: a message that cannot be encoded: " + err.Error())
	}
	return text
}

// timePtr is for optional times.
func timePtr(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func millis(d time.Duration) int64 { return d.Round(time.Millisecond).Milliseconds() }
