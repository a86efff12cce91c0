package bot

import (
	"encoding/binary"
	"time"
)

// epoch is the zero of all times on packets; time.Since reads the monotonic clock.
var epoch = time.Now()

func now() time.Duration { return time.Since(epoch) }

// stamp is what every packet's payload tells about itself.
type stamp struct {
	from  uint32 // number of the bot that sent it
	seq   uint32 // counts from 1, by stream
	at    time.Duration
	video bool
	key   bool // of a key frame
	first bool // begins a frame
	last  bool // ends a frame
}

const (
	stampMark = 0x4d4a
	stampSize = 20
)

const (
	markVideo = 1 << iota
	markKey
	markFirst
	markLast
)

// write puts the stamp at the beginning of p.
func (s stamp) write(p []byte) {
	var marks uint16
	for _, m := range []struct {
		is  bool
		bit uint16
	}{{s.video, markVideo}, {s.key, markKey}, {s.first, markFirst}, {s.last, markLast}} {
		if m.is {
			marks |= m.bit
		}
	}
	binary.BigEndian.PutUint16(p, stampMark)
	binary.BigEndian.PutUint16(p[2:], marks)
	binary.BigEndian.PutUint32(p[4:], s.from)
	binary.BigEndian.PutUint32(p[8:], s.seq)
	binary.BigEndian.PutUint64(p[12:], uint64(s.at))
}

// readStamp reads what write wrote; false: p is not from a bot.
func readStamp(p []byte) (stamp, bool) {
	if len(p) < stampSize || binary.BigEndian.Uint16(p) != stampMark {
		return stamp{}, false
	}
	marks := binary.BigEndian.Uint16(p[2:])
	return stamp{
		from: binary.BigEndian.Uint32(p[4:]), seq: binary.BigEndian.Uint32(p[8:]),
		at:    time.Duration(binary.BigEndian.Uint64(p[12:])),
		video: marks&markVideo != 0, key: marks&markKey != 0, first: marks&markFirst != 0, last: marks&markLast != 0,
	}, true
}

// videoHead is where the stamp lies in a VP8 payload: behind a descriptor with a 15-bit picture
// number (RFC 7741 section 4.2) and the head of a key frame (RFC 6386 section 9.1), whether or not
// the packet begins one.
const videoHead = 14

// writeVideoHead makes p a VP8 payload.
func writeVideoHead(p []byte, s stamp, picture uint16) {
	p[0], p[1] = 0x80, 0x80
	if s.first {
		p[0] |= 0x10
	}
	binary.BigEndian.PutUint16(p[2:], 0x8000|picture)
	frame := p[4:videoHead]
	clear(frame)
	if !s.first {
		return
	}
	frame[0] = 0x11 // shown; not a key frame
	if s.key {
		copy(frame, []byte{0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01}) // 640 by 360
	}
}
