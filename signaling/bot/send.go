package bot

import (
	"context"
	"encoding/binary"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

// Load is what a bot sends. The zero value is the load that docs/benchmarks.md speaks of: an Opus-like
// stream of 50 packets a second of 100 bytes, and a VP8 stream of 125 a second of 1,200 bytes, each
// packet a frame.
type Load struct {
	AudioRate, VideoRate int // packets a second
	AudioSize, VideoSize int // bytes of payload
	FramePackets         int // packets of a picture's frame, sent together
	NoAudio, NoVideo     bool
}

func (l Load) filled() Load {
	for _, v := range []struct {
		value *int
		usual int
	}{{&l.AudioRate, 50}, {&l.VideoRate, 125}, {&l.AudioSize, 100}, {&l.VideoSize, 1200}, {&l.FramePackets, 1}} {
		if *v.value == 0 {
			*v.value = v.usual
		}
	}
	l.AudioSize, l.VideoSize = max(l.AudioSize, stampSize), max(l.VideoSize, videoHead+stampSize)
	return l
}

var errNoCodec = errors.New("the answer lacks the codec")

// source is one stream that a bot sends: a webrtc.TrackLocal that keeps its writer.
type source struct {
	id     string
	video  bool
	load   Load
	number uint32
	window *window
	want   atomic.Bool    // a key frame is wanted
	sent   atomic.Uint64  // packets in the window
	wide   *atomic.Uint32 // transport-wide numbers, the same for all of a bot's sources
	agreed func(wideID uint8)

	mu      sync.Mutex
	writer  webrtc.TrackLocalWriter
	header  rtp.Header
	seq     uint32
	picture uint16
	payload []byte
	wideAt  []byte // in the header; nil: not agreed
}

func newSource(number uint32, video bool, load Load, w *window) *source {
	s := &source{id: "sound", video: video, load: load, number: number, window: w, payload: make([]byte, load.AudioSize)}
	if video {
		s.id, s.payload = "picture", make([]byte, load.VideoSize)
	}
	s.want.Store(true)
	return s
}

// Bind implements webrtc.TrackLocal.
func (s *source) Bind(c webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	mime := webrtc.MimeTypeOpus
	if s.video {
		mime = webrtc.MimeTypeVP8
	}
	for _, codec := range c.CodecParameters() {
		if codec.MimeType == mime {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.writer = c.WriteStream()
			s.header = rtp.Header{Version: 2, PayloadType: uint8(codec.PayloadType), SSRC: uint32(c.SSRC())}
			return codec, s.numbered(c.HeaderExtensions())
		}
	}
	return webrtc.RTPCodecParameters{}, errNoCodec
}

// numbered makes room for transport-wide numbers, if the server takes them.
func (s *source) numbered(extensions []webrtc.RTPHeaderExtensionParameter) error {
	for _, e := range extensions {
		if e.URI == sdp.TransportCCURI {
			s.wideAt = make([]byte, 2)
			s.agreed(uint8(e.ID))
			return s.header.SetExtension(uint8(e.ID), s.wideAt)
		}
	}
	return nil
}

// Unbind implements webrtc.TrackLocal.
func (s *source) Unbind(webrtc.TrackLocalContext) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writer = nil
	return nil
}

// ID implements webrtc.TrackLocal.
func (s *source) ID() string { return s.id }

// RID implements webrtc.TrackLocal.
func (s *source) RID() string { return "" }

// StreamID implements webrtc.TrackLocal.
func (s *source) StreamID() string { return s.id }

// Kind implements webrtc.TrackLocal.
func (s *source) Kind() webrtc.RTPCodecType {
	if s.video {
		return webrtc.RTPCodecTypeVideo
	}
	return webrtc.RTPCodecTypeAudio
}

// every is the time from one frame to the next.
func (s *source) every() time.Duration {
	if s.video {
		return time.Second * time.Duration(s.load.FramePackets) / time.Duration(s.load.VideoRate)
	}
	return time.Second / time.Duration(s.load.AudioRate)
}

// frame sends one frame: a packet of sound, or the packets of a picture.
func (s *source) frame() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writer == nil {
		return
	}
	packets, key := 1, false
	if s.video {
		packets, key = s.load.FramePackets, s.want.Swap(false)
		s.picture = (s.picture + 1) & 0x7fff
		s.header.Timestamp += uint32(s.every() * 90000 / time.Second)
	} else {
		s.header.Timestamp += uint32(s.every() * 48000 / time.Second)
	}
	for i := range packets {
		s.seq++
		st := stamp{from: s.number, seq: s.seq, video: s.video, key: key, first: i == 0, last: i == packets-1}
		s.packet(st)
	}
}

// packet sends one packet of a frame.
func (s *source) packet(st stamp) {
	s.header.SequenceNumber++
	s.header.Marker = s.video && st.last
	at := s.payload
	if s.video {
		writeVideoHead(s.payload, st, s.picture)
		at = s.payload[videoHead:]
	}
	if s.wideAt != nil {
		binary.BigEndian.PutUint16(s.wideAt, uint16(s.wide.Add(1)))
	}
	st.at = now()
	st.write(at)
	// What could not be sent, for the path is down, is not expected.
	if n, err := s.writer.WriteRTP(&s.header, s.payload); err == nil && n > 0 && s.window.holds(st.at) {
		s.sent.Add(1)
	}
}

// play sends the streams at their rates until ctx ends.
func play(ctx context.Context, sources []*source) {
	due := make([]time.Duration, len(sources))
	start := now()
	for i := range due {
		due[i] = start
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		next := 0
		for i := range due {
			if due[i] < due[next] {
				next = i
			}
		}
		if wait := due[next] - now(); wait > 0 {
			timer.Reset(wait)
			select {
			case <-timer.C:
			case <-ctx.Done():
				return
			}
		} else if ctx.Err() != nil {
			return
		}
		sources[next].frame()
		due[next] += sources[next].every()
	}
}
