package signalingtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"

	"majlis/signaling"
)

// errFull is a Link's answer when its client does not read.
var errFull = errors.New("link full")

// Message is a frame as the peer received it.
type Message struct {
	Type string          `json:"type"`
	Seq  uint64          `json:"seq"`
	Ack  uint64          `json:"ack"`
	Data json.RawMessage `json:"data"`
}

// Into decodes the data.
func (m Message) Into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(m.Data, v); err != nil {
		t.Fatalf("decode %s: %v", m.Type, err)
	}
}

// Link is an in-memory signaling.Link.
type Link struct {
	mu     sync.Mutex
	frames []Message
	code   string
	full   bool
}

// Send implements signaling.Link.
func (l *Link) Send(frame []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.full {
		return errFull
	}
	var m Message
	if err := json.Unmarshal(frame, &m); err != nil {
		return err
	}
	l.frames = append(l.frames, m)
	return nil
}

// Close implements signaling.Link.
func (l *Link) Close(code string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.code == "" {
		l.code = code
	}
}

// Peer is a scripted participant.
type Peer struct {
	Leg *Leg

	t      testing.TB
	world  *World
	token  string
	link   *Link
	conn   *signaling.Connection
	id     string
	number int
	seq    uint64
	got    uint64 // highest seq received
}

// Send sends a message with the next seq and returns that seq.
func (p *Peer) Send(kind string, data any) uint64 {
	p.t.Helper()
	p.seq++
	p.SendAs(p.seq, kind, data)
	return p.seq
}

// SendAs sends a message under a given seq, as after a resume.
func (p *Peer) SendAs(seq uint64, kind string, data any) {
	p.t.Helper()
	if err := p.Raw(frame(p.t, kind, seq, p.got, data)); err != nil {
		p.link.Close(signaling.CodeOf(err))
	}
}

// Raw hands the room a frame as it is.
func (p *Peer) Raw(frame []byte) error { return p.conn.Receive(context.Background(), frame) }

// Do sends a command and fails the test unless it is answered by done.
func (p *Peer) Do(kind string, data any) {
	p.t.Helper()
	if code := p.Try(kind, data); code != "" {
		p.t.Fatalf("%s refused: %s", kind, code)
	}
}

// Try sends a message and returns the code of its refusal, or "" when there was none.
func (p *Peer) Try(kind string, data any) string {
	p.t.Helper()
	seq := p.Send(kind, data)
	for _, m := range p.peek() {
		var d struct {
			Re   uint64 `json:"re"`
			Code string `json:"code"`
		}
		if m.Type != "error" && m.Type != "done" {
			continue
		}
		if m.Into(p.t, &d); d.Re == seq {
			return d.Code
		}
	}
	return ""
}

// Expect takes the oldest message of that type; the test fails if there is none.
func (p *Peer) Expect(kind string) Message {
	p.t.Helper()
	m, ok := p.take(kind)
	if !ok {
		p.t.Fatalf("%d did not get %s", p.number, kind)
	}
	return m
}

// Latest takes all messages of that type and decodes the newest into v.
func (p *Peer) Latest(kind string, v any) {
	p.t.Helper()
	newest := p.Expect(kind)
	for m, ok := newest, true; ok; m, ok = p.take(kind) {
		newest = m
	}
	newest.Into(p.t, v)
}

// ExpectNone fails the test if a message of that type is waiting.
func (p *Peer) ExpectNone(kind string) {
	p.t.Helper()
	if m, ok := p.take(kind); ok {
		p.t.Fatalf("%d got %s %s", p.number, kind, m.Data)
	}
}

// Clear forgets what has come so far.
func (p *Peer) Clear() {
	p.link.mu.Lock()
	defer p.link.mu.Unlock()
	for _, m := range p.link.frames {
		p.got = max(p.got, m.Seq)
	}
	p.link.frames = nil
}

// Cut loses the socket without a word.
func (p *Peer) Cut() { p.conn.Lost() }

// Stall lets the socket take no more frames.
func (p *Peer) Stall() {
	p.link.mu.Lock()
	defer p.link.mu.Unlock()
	p.link.full = true
}

// Resume dials again and presents the connection. The code is that of a refusal.
func (p *Peer) Resume() (code string) {
	p.t.Helper()
	link := &Link{}
	conn, err := p.world.Hub.Join(context.Background(), link, frame(p.t, "join", 0, 0, map[string]any{
		"ticket": p.token, "connectionId": p.id, "lastSeq": p.got, "device": device,
	}))
	if err != nil {
		return signaling.CodeOf(err)
	}
	p.link, p.conn = link, conn
	return ""
}

// ResumeAs presents the connection of another peer with a ticket of one's own.
func (p *Peer) ResumeAs(other *Peer) (code string) {
	p.t.Helper()
	thief := *p
	thief.id, thief.got = other.id, other.got
	return thief.Resume()
}

// Drain takes everything that has come and was not taken yet.
func (p *Peer) Drain() []Message {
	all := p.peek()
	p.Clear()
	return all
}

// ClosedWith is the code the server closed the socket with; "" while it is open.
func (p *Peer) ClosedWith() string {
	p.link.mu.Lock()
	defer p.link.mu.Unlock()
	return p.link.code
}

// Number is the person number the room gave.
func (p *Peer) Number() int { return p.number }

func (p *Peer) peek() []Message {
	p.link.mu.Lock()
	defer p.link.mu.Unlock()
	return append([]Message(nil), p.link.frames...)
}

func (p *Peer) take(kind string) (Message, bool) {
	p.link.mu.Lock()
	defer p.link.mu.Unlock()
	for i, m := range p.link.frames {
		if m.Type == kind {
			p.link.frames = append(p.link.frames[:i:i], p.link.frames[i+1:]...)
			p.got = max(p.got, m.Seq)
			return m, true
		}
	}
	return Message{}, false
}

func frame(t testing.TB, kind string, seq, ack uint64, data any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := map[string]any{"type": kind}
	if seq != 0 {
		e["seq"] = seq
	}
	if ack != 0 {
		e["ack"] = ack
	}
	if data != nil {
		e["data"] = data
	}
	if err := json.NewEncoder(&b).Encode(e); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
