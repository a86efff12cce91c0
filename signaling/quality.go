package signaling

import (
	"math"
	"time"

	"majlis/signaling/mos"
	"majlis/signaling/wire"
)

// How often quality is measured, and how often a device check reports and for how long it runs.
const (
	qualityEvery = 5 * time.Second
	checkEvery   = 2 * time.Second
	checkFor     = 3 * time.Minute
)

// enough is how many packets a share of loss is judged by.
const enough = 20

// meter turns a leg's counters into what happened since the last tick.
type meter struct {
	last     LegStats
	client   wire.Stats
	arriving Streams
	quality  Quality
}

// measure takes the counters of now, an interval after the last. Somebody who is not expected to send
// anything is judged by what reaches them alone.
func (m *meter) measure(now LegStats, interval time.Duration, expected bool) {
	old := m.last
	m.last = now
	m.arriving = arrived(old.Audio, now.Audio, Audio) | arrived(old.Camera, now.Camera, Camera) |
		arrived(old.Screen, now.Screen, Screen)
	packets, lost, bytes := now.total()
	packetsBefore, lostBefore, bytesBefore := old.total()
	q := Quality{
		RTT: now.RTT, Jitter: max(now.Audio.Jitter, now.Camera.Jitter), LossOut: now.LossOut,
		BitrateIn:  rate(bytes-bytesBefore, interval),
		BitrateOut: rate(now.BytesOut-old.BytesOut, interval),
		Freezes:    m.client.Freezes,
	}
	if q.RTT == 0 {
		q.RTT = time.Duration(m.client.RTTMs * float64(time.Millisecond))
	}
	if q.LossOut == 0 {
		q.LossOut = min(max(m.client.LossIn, 0), 1)
	}
	got := packets - packetsBefore
	if lost > lostBefore && got > 0 {
		missing := lost - lostBefore
		q.LossIn = float64(missing) / float64(got+missing)
	}
	q.Light = light(got >= enough || !expected, max(q.LossIn, q.LossOut))
	q.AudioOnly = now.audioOnly()
	if sound := now.Audio.Packets - old.Audio.Packets; q.RTT > 0 && q.Light != "waiting" {
		q.Score = mos.Score(q.RTT, max(now.Audio.Jitter, now.JitterOut, clientJitter(m.client)), max(lossOf(old.Audio, now.Audio, sound), q.LossOut))
	}
	m.quality = q
}

// lossOf is the share missing of a stream since the last tick; got counts what came.
func lossOf(old, now StreamStats, got uint64) float64 {
	if now.Lost <= old.Lost {
		return 0
	}
	missing := now.Lost - old.Lost
	return float64(missing) / float64(got+missing)
}

// clientJitter is what the client measured, as far as it can be believed.
func clientJitter(s wire.Stats) time.Duration {
	return time.Duration(min(max(s.JitterMs, 0), 1000) * float64(time.Millisecond))
}

// audioOnly tells whether the way to the participant has no room for any picture.
func (s LegStats) audioOnly() bool {
	paused := false
	for _, l := range s.Lanes {
		if l.Layer != NoLayer {
			return false
		}
		paused = paused || l.Paused
	}
	return paused
}

// light is the traffic light of docs/protocol.md; known: there is enough to judge by.
func light(known bool, loss float64) string {
	switch {
	case loss >= 0.15:
		return "bad"
	case loss >= 0.10:
		return "fair"
	case !known:
		return "waiting"
	}
	return "good"
}

func arrived(old, now StreamStats, s Streams) Streams {
	if now.Packets > old.Packets {
		return s
	}
	return 0
}

func (s LegStats) total() (packets, lost, bytes uint64) {
	for _, in := range []StreamStats{s.Audio, s.Camera, s.Screen} {
		packets += in.Packets
		lost += in.Lost
		bytes += in.Bytes
	}
	return packets, lost, bytes
}

func rate(bytes uint64, over time.Duration) int { return int(float64(bytes*8) / over.Seconds()) }

// startTicking measures for as long as somebody is in the room.
func (r *Room) startTicking() {
	if r.tick != nil {
		return
	}
	if r.check {
		r.tick = time.AfterFunc(checkEvery, r.checkTick)
		return
	}
	r.tick = time.AfterFunc(qualityEvery, r.qualityTick)
}

func (r *Room) qualityTick() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tick = nil
	if r.closed || len(r.people) == 0 {
		return
	}
	var all []wire.PersonQuality
	people := r.sorted()
	for _, p := range people {
		before := p.meter.quality.AudioOnly
		p.meter.measure(p.leg.Stats(), qualityEvery, p.switches&p.ticket.Role.sends() != 0)
		if now := p.meter.quality.AudioOnly; now != before {
			r.sayAudioOnly(p, now)
		}
		all = append(all, p.report())
		if p.path == PathConnected {
			r.emit(EventQuality, p, Event{Quality: p.meter.quality})
		}
	}
	r.watchTape()
	for i, p := range people {
		mine := all[i : i+1]
		if p.ticket.Role.may(seeLine) {
			mine = all
		}
		p.update("quality", wire.Quality{People: mine})
	}
	r.refresh()
	r.startTicking()
}

// sayAudioOnly tells a person and the staff that the person gets no pictures for now, or gets them again.
func (r *Room) sayAudioOnly(p *person, audioOnly bool) {
	code := "pictureBack"
	if audioOnly {
		code = "audioOnly"
	}
	for _, q := range r.sorted() {
		if q == p || q.ticket.Role.may(seeLine) {
			q.tell("notice", wire.Notice{Code: code, Person: p.number})
		}
	}
}

func (p *person) report() wire.PersonQuality {
	q := p.meter.quality
	return wire.PersonQuality{
		Person: p.number, Light: q.Light, Score: math.Round(q.Score*10) / 10, AudioOnly: q.AudioOnly, RTTMs: millis(q.RTT), JitterMs: millis(q.Jitter),
		LossIn: q.LossIn, LossOut: q.LossOut, BitrateIn: q.BitrateIn, BitrateOut: q.BitrateOut,
	}
}

// checkTick tells the one person of a device check what has arrived since they joined.
func (r *Room) checkTick() {
	r.mu.Lock()
	r.tick = nil
	over := r.closed || len(r.people) == 0 || r.hub.cfg.Now().Sub(r.openedAt) >= checkFor
	if !over {
		for _, p := range r.sorted() {
			before := p.meter.last
			p.meter.measure(p.leg.Stats(), checkEvery, true)
			p.update("check", p.checkReport(before))
		}
		r.refresh()
		r.startTicking()
	}
	r.mu.Unlock()
	if over {
		r.closeWith("ended")
	}
}

// checkReport tells the counters since the join; its light judges all of them together.
func (p *person) checkReport(before LegStats) wire.Check {
	now := p.meter.last
	counter := func(was, is StreamStats) wire.Counter {
		return wire.Counter{
			Packets: is.Packets, Lost: is.Lost, Bitrate: rate(is.Bytes-was.Bytes, checkEvery), JitterMs: millis(is.Jitter),
		}
	}
	packets, lost, _ := now.total()
	share := 0.0
	if packets > 0 {
		share = float64(lost) / float64(packets+lost)
	}
	p.meter.quality.Light = light(packets >= enough, share)
	p.meter.quality.LossIn = share
	return wire.Check{
		Path: string(p.path), Audio: counter(before.Audio, now.Audio), Camera: counter(before.Camera, now.Camera),
		Pictures: now.Camera.Pictures, RTTMs: millis(now.RTT), Light: p.meter.quality.Light,
		Via: string(now.Via), LossOut: now.LossOut, Score: math.Round(p.meter.quality.Score*10) / 10,
	}
}
