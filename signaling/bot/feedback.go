package bot

import (
	"sync"
	"time"

	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// How often a bot says what has come, as browsers do.
const (
	acksEvery       = 100 * time.Millisecond
	acksEveryReport = 10 // acknowledgements to one receiver report
)

// feedback is what a bot reports of what has reached it: transport-wide acknowledgements, where the
// server has agreed to them, and receiver reports (RFC 3550 section 6.4.2).
type feedback struct {
	ssrc    uint32
	mu      sync.Mutex
	wideID  uint8 // of the header extension; 0: not agreed
	acks    *twcc.Recorder
	streams map[uint32]*reception
}

// reception is one stream's part of a receiver report.
type reception struct{ highest, first, count uint32 }

func newFeedback(ssrc uint32) *feedback {
	return &feedback{ssrc: ssrc, acks: twcc.NewRecorder(ssrc), streams: map[uint32]*reception{}}
}

// agree takes the number that the header extension was given.
func (f *feedback) agree(wideID uint8) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.wideID = wideID
}

// take notes a packet that came now.
func (f *feedback) take(h *rtp.Header, at time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r, ok := f.streams[h.SSRC]
	if !ok {
		r = &reception{highest: uint32(h.SequenceNumber), first: uint32(h.SequenceNumber)}
		f.streams[h.SSRC] = r
	}
	r.count++
	r.highest += uint32(max(int16(h.SequenceNumber-uint16(r.highest)), 0)) // wraps on purpose
	if f.wideID == 0 {
		return
	}
	if wide := h.GetExtension(f.wideID); len(wide) == 2 {
		f.acks.Record(h.SSRC, uint16(wide[0])<<8|uint16(wide[1]), at.Microseconds())
	}
}

// packets are due now.
func (f *feedback) packets(report bool) []rtcp.Packet {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []rtcp.Packet
	if f.wideID != 0 {
		all = f.acks.BuildFeedbackPacket()
	}
	if !report {
		return all
	}
	rr := &rtcp.ReceiverReport{SSRC: f.ssrc}
	for ssrc, r := range f.streams {
		lost := r.highest - r.first + 1 - min(r.count, r.highest-r.first+1)
		rr.Reports = append(rr.Reports, rtcp.ReceptionReport{SSRC: ssrc, LastSequenceNumber: r.highest, TotalLost: lost})
	}
	return append(all, rr)
}

// report sends feedback until the bot ends.
func (b *Bot) report() {
	tick := time.NewTicker(acksEvery)
	defer tick.Stop()
	for n := 1; ; n++ {
		select {
		case <-tick.C:
		case <-b.ctx.Done():
			return
		}
		if packets := b.feedback.packets(n%acksEveryReport == 0); len(packets) > 0 {
			_ = b.pc.WriteRTCP(packets) // an error means that the path is down
		}
	}
}
