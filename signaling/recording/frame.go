package recording

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"time"

	"majlis/signaling"
)

// frame is one packet of Opus or one picture of VP8.
type frame struct {
	track    track
	run      uint32
	key      bool
	stamp    uint32        // of its sender, whose clock begins anew with every run
	arrived  time.Duration // since the beginning
	captured time.Duration // the same, by the sender's reports; unknown if known is false
	known    bool
	data     []byte
}

// track is whose sound or picture it is.
type track struct {
	lane   int
	stream signaling.Streams
}

// A frame in a segment: a head of fixed length, then the data. Integers are big-endian.
const headSize = 4 + 1 + 1 + 4 + 4 + 8 + 8 + 4

const (
	flagKey = 1 << iota
	flagKnown
)

// frameLimit is the largest frame taken: no camera sends one near it.
const frameLimit = 4 << 20

var errGarbled = errors.New("a garbled segment")

func (f *frame) append(b []byte) []byte {
	var flags byte
	if f.key {
		flags |= flagKey
	}
	if f.known {
		flags |= flagKnown
	}
	b = binary.BigEndian.AppendUint32(b, uint32(f.track.lane))
	b = append(b, byte(f.track.stream), flags)
	b = binary.BigEndian.AppendUint32(b, f.run)
	b = binary.BigEndian.AppendUint32(b, f.stamp)
	b = binary.BigEndian.AppendUint64(b, uint64(f.arrived))
	b = binary.BigEndian.AppendUint64(b, uint64(f.captured))
	b = binary.BigEndian.AppendUint32(b, uint32(len(f.data)))
	return append(b, f.data...)
}

// readFrame reads the next frame; without data its bytes are skipped. io.EOF and
// io.ErrUnexpectedEOF end a segment, the latter one that was cut off by a crash.
func readFrame(r *bufio.Reader, data bool) (frame, error) {
	var head [headSize]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return frame{}, err
	}
	f := frame{
		track: track{int(binary.BigEndian.Uint32(head[:])), signaling.Streams(head[4])},
		key:   head[5]&flagKey != 0, known: head[5]&flagKnown != 0,
		run: binary.BigEndian.Uint32(head[6:]), stamp: binary.BigEndian.Uint32(head[10:]),
		arrived:  time.Duration(binary.BigEndian.Uint64(head[14:])),
		captured: time.Duration(binary.BigEndian.Uint64(head[22:])),
	}
	size := binary.BigEndian.Uint32(head[30:])
	if size > frameLimit {
		return frame{}, errGarbled
	}
	if !data {
		n, err := r.Discard(int(size))
		if err != nil && n < int(size) {
			err = io.ErrUnexpectedEOF
		}
		return f, err
	}
	f.data = make([]byte, size)
	if _, err := io.ReadFull(r, f.data); err != nil {
		return f, io.ErrUnexpectedEOF
	}
	return f, nil
}

// rate is how many ticks a second of a stream has.
func rate(s signaling.Streams) int64 {
	if s == signaling.Audio {
		return 48000
	}
	return 90000
}
