package sfu

import (
	"time"

	"github.com/pion/rtcp"

	"majlis/signaling/sfu/bandwidth"
)

// How often a leg's upkeep is done.
const (
	upkeepEvery = 10 * time.Millisecond
	refillEvery = 100 * time.Millisecond
	chooseEvery = 200 * time.Millisecond
	reportEvery = time.Second
)

// keep looks after every leg until the forwarder closes: one clock for all of them.
func (f *Forwarder) keep() {
	tick := time.NewTicker(upkeepEvery)
	defer tick.Stop()
	for {
		select {
		case <-f.closing:
			return
		case <-tick.C:
		}
		now := time.Now()
		f.mu.RLock()
		for l := range f.legs {
			l.upkeep(now)
		}
		f.mu.RUnlock()
	}
}

// wish is that a participant send a key frame.
type wish struct {
	of   *leg
	ssrc uint32
}

// wish asks for a key frame, from any goroutine. If too many are waiting, whoever needs it asks again.
func (l *leg) wish(ssrc uint32) {
	select {
	case l.forwarder.wishes <- wish{l, ssrc}:
	default:
	}
}

// grant passes wishes on until the forwarder closes.
func (f *Forwarder) grant() {
	for {
		select {
		case <-f.closing:
			return
		case w := <-f.wishes:
			w.of.report(&rtcp.PictureLossIndication{SenderSSRC: w.of.ssrc, MediaSSRC: w.ssrc})
		}
	}
}

// schedule is when a leg's upkeep is due.
type schedule struct {
	acks, refill, choose, report time.Time
	message                      []byte
}

func due(at *time.Time, every time.Duration, now time.Time) bool {
	if now.Before(*at) {
		return false
	}
	*at = now.Add(every)
	return true
}

// upkeep does what the clock asks for. Only the forwarder's keeper calls it.
func (l *leg) upkeep(now time.Time) {
	if !l.up.Load() {
		return
	}
	s := &l.schedule
	if l.gaps.Swap(false) {
		l.askMissing(now)
	}
	if due(&s.acks, bandwidth.AcksEvery, now) {
		if s.message = l.acks.Tell(s.message[:0], l.ssrc); len(s.message) > 0 {
			l.report((*rtcp.RawPacket)(&s.message))
		}
	}
	if due(&s.refill, refillEvery, now) {
		l.repeats.refill()
	}
	if due(&s.choose, chooseEvery, now) {
		l.choose(now)
		for _, o := range l.outbounds {
			o.start(now)
		}
		l.tune()
	}
	if l.pc == nil {
		return // a tap tells nobody
	}
	if due(&s.report, reportEvery, now) {
		l.sendReports(now)
	}
}

func (l *leg) askMissing(now time.Time) {
	roundTrip := time.Duration(l.roundTrip.Load())
	for _, in := range l.inbounds {
		if !in.video || len(*in.showing.Load()) == 0 {
			continue
		}
		for i := range in.layers {
			if in.layers[i].askMissing(now, roundTrip) {
				l.gaps.Store(true)
			}
		}
	}
}

// sendReports tells the participant how their streams arrive and what the time is in the lanes'.
func (l *leg) sendReports(now time.Time) {
	var packets []rtcp.Packet
	about := &rtcp.ReceiverReport{SSRC: l.ssrc}
	var ssrcs []uint32
	for _, in := range l.inbounds {
		for i := range in.layers {
			if r, ok := in.layers[i].receptionReport(now); ok {
				about.Reports = append(about.Reports, r)
				ssrcs = append(ssrcs, r.SSRC)
			}
		}
	}
	if len(about.Reports) > 0 {
		packets = append(packets, about)
	}
	for _, o := range l.outbounds {
		if r, ok := o.senderReport(now); ok {
			packets = append(packets, &r)
		}
	}
	if len(ssrcs) > 0 && l.ids.wide == 0 {
		raw := rtcp.RawPacket(bandwidth.REMB(nil, l.ssrc, l.advise(about.Reports), ssrcs))
		packets = append(packets, &raw)
	}
	if len(packets) > 0 {
		l.report(packets...)
	}
}

// rembMost is what a participant who cannot be told of each packet is let send at most, in bit/s.
const rembMost = 2_500_000

// advise finds the bitrate to ask of a sender by their losses alone.
func (l *leg) advise(reports []rtcp.ReceptionReport) int {
	var worst uint8
	for _, r := range reports {
		worst = max(worst, r.FractionLost)
	}
	switch loss := float64(worst) / 256; {
	case loss > bandwidth.LossLimit:
		l.advice = max(l.advice*(1-loss/2), bandwidth.Least)
	case l.advice == 0:
		l.advice = rembMost
	case loss < 0.02:
		l.advice = min(l.advice*1.08, rembMost)
	}
	return int(l.advice)
}

// receptionReport is a block about the layer; false: nothing came lately.
func (l *layer) receptionReport(now time.Time) (rtcp.ReceptionReport, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := &l.count
	if !c.fresh(now, 5*reportEvery) || l.ssrc == 0 {
		return rtcp.ReceptionReport{}, false
	}
	expected := c.highest - c.base + 1
	r := rtcp.ReceptionReport{
		SSRC: l.ssrc, LastSequenceNumber: uint32(c.highest - 1<<16), Jitter: uint32(c.jitter),
	}
	if expected > c.first {
		r.TotalLost = uint32(min(expected-c.first, 1<<23-1))
	}
	interval, came := expected-c.reportedExpected, c.first-c.reportedFirst
	if interval > came && interval > 0 {
		r.FractionLost = uint8(min(256*(interval-came)/interval, 255))
	}
	c.reportedExpected, c.reportedFirst = expected, c.first
	if l.clock.ntp != 0 {
		r.LastSenderReport = uint32(l.clock.ntp >> 16)
		r.Delay = uint32(now.Sub(l.clock.at).Seconds() * 65536)
	}
	return r, true
}

// senderReport says what the lane's timestamps mean in the server's time, so that sound and picture
// of one person keep together; false: nothing is shown.
func (o *outbound) senderReport(now time.Time) (rtcp.SenderReport, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	l := o.current
	if l == nil || o.packets == 0 {
		return rtcp.SenderReport{}, false
	}
	r := rtcp.SenderReport{
		SSRC: o.plain.SSRC, NTPTime: ntp(now), PacketCount: o.packets, OctetCount: o.octets,
		RTPTime: o.next.timestamp + uint32(now.Sub(o.next.at).Seconds()*float64(o.rate)),
	}
	l.mu.Lock()
	c := l.clock
	l.mu.Unlock()
	if c.ntp != 0 {
		passed := l.in.leg.theirs(now).Sub(fromNTP(c.ntp))
		r.RTPTime = c.timestamp + uint32(int64(passed.Seconds()*float64(o.rate))) + o.next.timestampBy
	}
	return r, true
}

// epoch1900 is the start of NTP's time in Unix seconds (RFC 5905 section 6).
const epoch1900 = 2_208_988_800

func ntp(t time.Time) uint64 {
	return uint64(t.Unix()+epoch1900)<<32 | uint64(t.Nanosecond())<<32/1e9
}

func fromNTP(n uint64) time.Time {
	return time.Unix(int64(n>>32)-epoch1900, int64((n&0xffffffff)*1e9>>32))
}

// clocked takes a sender's report. The difference of the clocks is that of the fastest report, and
// the same for all streams of a participant: it must not part sound from picture.
func (l *leg) clocked(ssrc uint32, c clock) {
	for _, in := range l.inbounds {
		for i := range in.layers {
			la := &in.layers[i]
			la.mu.Lock()
			if la.ssrc == ssrc {
				la.clock = c
			}
			la.mu.Unlock()
		}
	}
	difference := int64(fromNTP(c.ntp).Sub(c.at))
	for {
		old := l.difference.Load()
		fresh := difference
		if old != 0 && difference < old {
			fresh = old + (difference-old)/64
		}
		if l.difference.CompareAndSwap(old, fresh) {
			return
		}
	}
}

// theirs is the participant's time of now.
func (l *leg) theirs(now time.Time) time.Time {
	return now.Add(time.Duration(l.difference.Load()))
}
