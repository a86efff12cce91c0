package recording

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v4/pkg/media"
	"github.com/pion/webrtc/v4/pkg/media/samplebuilder"

	"majlis/signaling"
	"majlis/signaling/sfu"
)

// How often what was written is synced to the disk, and a new segment begun.
const (
	syncEvery    = time.Second
	segmentEvery = 10 * time.Second
)

// How many frames may wait for the disk before they are dropped and told as an error.
const backlog = 4096

// How late a packet may come, in packets, before the frame it belongs to is given up.
const maxLate = 256

// Take is one recording under way. Take is safe for concurrent use; Finish once.
type Take struct {
	dir   string
	began time.Time
	bytes atomic.Uint64

	mu       sync.Mutex
	closed   bool
	builders map[track]*builder
	queue    chan frame
	written  chan error
	dropped  atomic.Uint64
}

// builder puts the packets of one run together to frames.
type builder struct {
	run     uint32
	samples *samplebuilder.SampleBuilder
	times   map[uint32]arrival // by timestamp
}

type arrival struct {
	arrived  time.Duration
	captured time.Duration
	known    bool
}

// Begin makes the directory, which must not exist yet, and the first segment.
func Begin(dir string, now time.Time) (*Take, error) {
	if err := os.MkdirAll(filepath.Dir(dir), 0o750); err != nil {
		return nil, fmt.Errorf("make a place for recordings: %w", err)
	}
	if err := os.Mkdir(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make a recording's place: %w", err)
	}
	t := &Take{dir: dir, began: now, builders: map[track]*builder{}, queue: make(chan frame, backlog), written: make(chan error, 1)}
	w, err := newSegments(dir, &t.bytes)
	if err != nil {
		return nil, err
	}
	go func() { t.written <- w.run(t.queue) }()
	return t, nil
}

// Bytes is how much has reached the disk, synced.
func (t *Take) Bytes() uint64 { return t.bytes.Load() }

// Take implements sfu.Sink.
func (t *Take) Take(p sfu.TapPacket) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return
	}
	of := track{p.Lane, p.Stream}
	b := t.builders[of]
	if b == nil || b.run != p.Run {
		if b != nil {
			t.flush(of, b)
		}
		b = newBuilder(p)
		t.builders[of] = b
	}
	a := arrival{arrived: p.Arrived.Sub(t.began), known: !p.Captured.IsZero()}
	if a.known {
		a.captured = p.Captured.Sub(t.began)
	}
	if _, met := b.times[p.Header.Timestamp]; !met {
		b.times[p.Header.Timestamp] = a
	}
	b.samples.Push(&rtp.Packet{Header: *p.Header, Payload: append([]byte(nil), p.Payload...)})
	t.pop(of, b)
}

func newBuilder(p sfu.TapPacket) *builder {
	b := &builder{run: p.Run, times: map[uint32]arrival{}}
	if p.Stream == signaling.Audio {
		b.samples = samplebuilder.New(maxLate, &codecs.OpusPacket{}, uint32(rate(p.Stream)))
	} else {
		b.samples = samplebuilder.New(maxLate, &codecs.VP8Packet{}, uint32(rate(p.Stream)))
	}
	return b
}

func (t *Take) pop(of track, b *builder) {
	for s := b.samples.Pop(); s != nil; s = b.samples.Pop() {
		t.put(of, b, s)
	}
}

func (t *Take) flush(of track, b *builder) {
	b.samples.Flush()
	t.pop(of, b)
}

// put hands a whole frame to whoever writes.
func (t *Take) put(of track, b *builder, s *media.Sample) {
	a, met := b.times[s.PacketTimestamp]
	for stamp := range b.times { // what is older will not come any more
		if int32(stamp-s.PacketTimestamp) <= 0 {
			delete(b.times, stamp)
		}
	}
	if !met || len(s.Data) == 0 || len(s.Data) > frameLimit {
		return
	}
	f := frame{
		track: of, run: b.run, stamp: s.PacketTimestamp, arrived: a.arrived, captured: a.captured, known: a.known, data: s.Data,
		key: of.stream == signaling.Audio || s.Data[0]&1 == 0, // RFC 6386 section 9.1
	}
	select {
	case t.queue <- f:
	default:
		t.dropped.Add(1)
	}
}

var errDropped = errors.New("the disk did not keep up")

// Close ends the recording and leaves its segments synced. Closing twice is harmless.
func (t *Take) Close() error {
	t.mu.Lock()
	if t.closed {
		t.mu.Unlock()
		return nil
	}
	for of, b := range t.builders {
		t.flush(of, b)
	}
	t.closed = true
	close(t.queue)
	t.mu.Unlock()
	err := <-t.written
	if n := t.dropped.Load(); n > 0 {
		err = errors.Join(err, fmt.Errorf("%w: %d frames were dropped", errDropped, n))
	}
	return err
}

// Finish closes the recording and puts it together. What could not be written is told as an error
// beside the summary of what there is.
func (t *Take) Finish() (Summary, error) {
	lost := t.Close()
	summary, err := Recover(t.dir)
	return summary, errors.Join(lost, err)
}
