package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ErrMalformed: a frame that does not follow the protocol.
var ErrMalformed = errors.New("malformed message")

// Envelope is every frame, in both directions; see docs/protocol.md.
type Envelope struct {
	Type string          `json:"type"`
	Seq  uint64          `json:"seq,omitempty"`
	Ack  uint64          `json:"ack,omitempty"`
	Data json.RawMessage `json:"data,omitempty"`
}

// Read reads a client's frame.
func Read(frame []byte) (Envelope, error) {
	var e Envelope
	if err := Strict(frame, &e); err != nil {
		return e, err
	}
	if e.Type == "" {
		return e, fmt.Errorf("%w: no type", ErrMalformed)
	}
	return e, nil
}

// Strict reads exactly one JSON value without unknown members.
func Strict(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("%w: more than one value", ErrMalformed)
	}
	return nil
}

// Data reads a message's data, which may be left out.
func Data[T any](e Envelope) (T, error) {
	var v T
	if len(e.Data) == 0 {
		return v, nil
	}
	return v, Strict(e.Data, &v)
}

// Frame writes a server's frame. Every type given to it can be encoded.
func Frame(kind string, seq, ack uint64, data any) []byte {
	e := Envelope{Type: kind, Seq: seq, Ack: ack}
	if data != nil {
		e.Data = JSON(data)
	}
	return JSON(e)
}

// JSON writes a value of this package.
func JSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic("wire: a message that cannot be encoded: " + err.Error())
	}
	return text
}
