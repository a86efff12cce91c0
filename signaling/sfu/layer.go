package sfu

import (
	"sync"
	"time"

	"github.com/pion/rtcp"
)

// keyEvery is how soon a sender may be asked for a key frame again.
const keyEvery = 300 * time.Millisecond

// mtu is the largest payload taken.
const mtu = 1500

// layer is one stream of packets that a participant sends: a microphone, a screen, or a camera in one
// of its sizes. It lives as long as the leg, whether anything is sent or not.
type layer struct {
	in    *inbound
	index int

	mu      sync.Mutex
	ssrc    uint32 // 0 until something came
	number  uint64 // of the newest arrival, from 1
	count   count
	missing missing
	ring    ring
	key     keyframe
	keyTime uint32 // the timestamp of the newest key frame
	askedAt time.Time
	clock   clock
}

// clock is what a sender's report said of the time of its stream (RFC 3550 section 6.4.1).
type clock struct {
	ntp       uint64
	timestamp uint32
	at        time.Time // when the report came
}

// arrive counts a packet, keeps it for those who may lose it, and hands it to those who are shown it.
// It is called by one goroutine, that of the participant's SRTP session.
func (l *layer) arrive(p *packet, now time.Time) {
	in := l.in
	if in.video {
		p.pic = in.readPicture(p.payload)
	}
	l.mu.Lock()
	l.number++
	number := l.number
	l.count.add(p, now)
	if p.pic.key && !p.again && (l.keyTime != p.timestamp || l.count.stats.Pictures == 0) {
		l.count.stats.Pictures++
		l.keyTime = p.timestamp
	}
	showing := *in.showing.Load()
	if in.video && len(showing) > 0 {
		if l.missing.came(p.seq, now) {
			in.leg.gaps.Store(true)
		}
		l.ring.put(p, number)
		l.key.put(p, number)
	}
	l.mu.Unlock()
	wanted := false
	for _, o := range showing {
		wanted = o.take(l, p, number, now) || wanted
	}
	if wanted {
		l.askKey(now)
	}
}

// forget drops everything that is kept.
func (l *layer) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ring.clear()
	l.key.clear()
	l.missing = missing{}
}

// came tells how many packets have arrived so far.
func (l *layer) came() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.number
}

// live tells whether the layer is being sent, and at how many bit/s.
func (l *layer) live(now time.Time) (rate int, fresh bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.count.look(now), l.count.fresh(now, layerSilence)
}

// askKey asks the sender for a key frame, not too often.
func (l *layer) askKey(now time.Time) {
	l.mu.Lock()
	ssrc := l.ssrc
	due := l.in.video && ssrc != 0 && now.Sub(l.askedAt) >= keyEvery
	if due {
		l.askedAt = now
	}
	l.mu.Unlock()
	if due {
		// The request is repeated for as long as somebody waits, so a lost one does no harm.
		l.in.leg.wish(ssrc)
	}
}

// askMissing asks the sender for what has been lost.
func (l *layer) askMissing(now time.Time, roundTrip time.Duration) (waiting bool) {
	var room [missingLimit]uint16
	l.mu.Lock()
	due := l.missing.due(now, roundTrip, room[:0])
	waiting = len(l.missing.list) > 0
	ssrc := l.ssrc
	l.mu.Unlock()
	if len(due) > 0 {
		l.in.leg.report(&rtcp.TransportLayerNack{
			SenderSSRC: l.in.leg.ssrc, MediaSSRC: ssrc, Nacks: rtcp.NackPairsFromSequenceNumbers(due),
		})
	}
	return waiting
}

// restart begins again with other numbers: the sender has changed the stream's SSRC.
func (l *layer) restart() {
	l.forget()
	l.mu.Lock()
	s := l.count.read()
	l.count = count{clockRate: l.count.clockRate, stats: s, before: s.Lost}
	l.clock = clock{}
	l.mu.Unlock()
	for _, o := range *l.in.showing.Load() {
		o.interrupt(l)
	}
}
