package bot

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"majlis/signaling"
	"majlis/signaling/wire"
)

// Spread is how a measured time is spread.
type Spread struct {
	Count               uint64
	P50, P95, P99, Most time.Duration
}

func spreadOf(h *histogram) Spread {
	return Spread{Count: h.count, P50: h.at(0.50), P95: h.at(0.95), P99: h.at(0.99), Most: h.most}
}

// Steady is what was measured while nobody came or went. Forwarded counts packets that reached a
// bot; Expected those that should have.
type Steady struct {
	For                           time.Duration
	People                        int
	Forwarded, Expected           uint64
	Doubled, Late                 uint64
	Delay                         Spread
	Process                       Usage // zero without a Process
	CPUPerMillion, ParticipantMiB float64
}

// Lost is the number of packets that never came.
func (s Steady) Lost() uint64 { return s.Expected - min(s.Forwarded, s.Expected) }

// settle is how long a packet may take before it counts as lost.
const settle = 500 * time.Millisecond

// Steady measures for the given time. server is the server's process, if it is on this machine.
func (c *Crowd) Steady(ctx context.Context, length time.Duration, server *Process) (Steady, error) {
	for _, room := range c.rooms {
		for _, b := range room {
			b.tally.restart()
			b.sources[0].sent.Store(0)
			b.sources[1].sent.Store(0)
		}
	}
	before, err := server.usage()
	if err != nil {
		return Steady{}, err
	}
	from := now()
	c.window.open(from, from+length)
	if err := sleep(ctx, length); err != nil {
		return Steady{}, err
	}
	after, err := server.usage()
	if err != nil {
		return Steady{}, err
	}
	if err := sleep(ctx, settle); err != nil {
		return Steady{}, err
	}
	s := c.count()
	s.For, s.People = length, c.People()
	s.Process = Usage{CPU: after.CPU - before.CPU, RSS: after.RSS}
	if s.Forwarded > 0 {
		s.CPUPerMillion = s.Process.CPU.Seconds() / float64(s.Forwarded) * 1e6
	}
	if s.People > 0 {
		s.ParticipantMiB = float64(s.Process.RSS) / (1 << 20) / float64(s.People)
	}
	return s, nil
}

// count adds up what reached whom.
func (c *Crowd) count() Steady {
	var s Steady
	var delay histogram
	for _, room := range c.rooms {
		for _, to := range room {
			for _, from := range room {
				if from == to {
					continue
				}
				h := to.tally.of(from.Number())
				for i, f := range []flow{h.sound, h.picture} {
					s.Forwarded += f.window - min(f.doubled, f.window)
					s.Doubled += f.doubled
					s.Late += f.late
					s.Expected += from.sources[i].sent.Load()
				}
			}
			to.tally.mu.Lock()
			delay.merge(&to.tally.delay)
			to.tally.mu.Unlock()
		}
	}
	s.Delay = spreadOf(&delay)
	return s
}

// Joins is how fast newcomers got in, from the moment they dialled.
type Joins struct {
	Joined     Spread // the server's answer
	Path       Spread // the media path
	FirstRTP   Spread // the first packet of somebody who was there
	FirstVideo Spread // the first whole key frame of somebody who was there
	Seen       Spread // a whole key frame of the newcomer, at each of those who were there
	Asked      uint64 // key frames that somebody had to ask for again
}

// within is how long a newcomer or an admission may take before the measurement fails: long enough for
// a machine that is far too busy, whose figures then say so.
const within = time.Minute

// Newcomers lets n bots, one at a time, join the rooms that Fill opened, and leave again.
func (c *Crowd) Newcomers(ctx context.Context, n int) (Joins, error) {
	if len(c.rooms) == 0 {
		return Joins{}, errors.New("no room is open")
	}
	var h struct{ joined, path, rtp, video, seen histogram }
	asked := -c.asked()
	for i := range n {
		room := c.rooms[i%len(c.rooms)]
		b, err := c.make(seat{room: c.names[i%len(c.names)], role: signaling.RoleInterpreter})
		if err != nil {
			return Joins{}, err
		}
		err = c.newcomer(ctx, b, room)
		if err == nil {
			h.joined.add(b.since(time.Duration(b.joinedAt.Load())))
			h.path.add(b.since(time.Duration(b.connectedAt.Load())))
			rtp, video := time.Duration(1<<62), time.Duration(1<<62)
			for _, other := range room {
				there := b.tally.of(other.Number())
				rtp, video = min(rtp, there.firstAt), min(video, there.picture.keyAt)
				h.seen.add(b.since(other.tally.of(b.Number()).picture.keyAt))
				other.tally.forget(b.Number())
			}
			asked += b.tally.asking()
			h.rtp.add(b.since(rtp))
			h.video.add(b.since(video))
		}
		if err := errors.Join(err, b.Leave()); err != nil {
			return Joins{}, fmt.Errorf("newcomer %d: %w", i+1, err)
		}
	}
	asked += c.asked()
	return Joins{spreadOf(&h.joined), spreadOf(&h.path), spreadOf(&h.rtp), spreadOf(&h.video), spreadOf(&h.seen), asked}, nil
}

// asked adds up the key frames that the bots of the rooms have asked for.
func (c *Crowd) asked() uint64 {
	var n uint64
	for _, room := range c.rooms {
		for _, b := range room {
			n += b.tally.asking()
		}
	}
	return n
}

// newcomer joins, and waits until everybody sees everybody.
func (c *Crowd) newcomer(ctx context.Context, b *Bot, room []*Bot) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	if err := b.Join(ctx); err != nil {
		return err
	}
	if err := b.Connected(ctx); err != nil {
		return fmt.Errorf("media path: %w", err)
	}
	for _, other := range room {
		if err := errors.Join(b.meets(ctx, other), other.meets(ctx, b)); err != nil {
			return err
		}
	}
	return nil
}

// meets waits until b hears and sees other, as far as the load has sound and picture.
func (b *Bot) meets(ctx context.Context, other *Bot) error {
	if !other.cfg.Load.NoAudio {
		if err := b.Hears(ctx, other.Number()); err != nil {
			return fmt.Errorf("bot %d hears nothing of bot %d: %w", b.Number(), other.Number(), err)
		}
	}
	if !other.cfg.Load.NoVideo {
		if err := b.Sees(ctx, other.Number()); err != nil {
			return fmt.Errorf("bot %d sees nothing of bot %d: %w", b.Number(), other.Number(), err)
		}
	}
	return nil
}

// Admissions is how fast an admission shows, from the command to what reaches the host.
type Admissions struct{ FirstAudio, FirstVideo Spread }

// warmRooms take turns, so that each rests between two admissions; and the rest has no fixed length, or
// it would keep step with the packets of sound.
const (
	warmRooms = 5
	rest      = 150 * time.Millisecond
	restMore  = 40 * time.Millisecond
)

// Admissions lets n citizens who wait with their media path up onto the stage, one at a time.
func (c *Crowd) Admissions(ctx context.Context, n int) (Admissions, error) {
	var a Admissions
	var audio, video histogram
	var hosts, citizens []*Bot
	defer func() {
		for _, b := range append(hosts, citizens...) {
			_ = b.Leave() // the figures are taken
		}
	}()
	for range min(warmRooms, n) {
		room := c.newRoom()
		host, err := c.join(ctx, seat{room: room, role: signaling.RoleHost})
		if err != nil {
			return a, err
		}
		hosts = append(hosts, host)
		citizen, err := c.join(ctx, seat{room: room, role: signaling.RoleCitizen, audience: warmAudience})
		if err != nil {
			return a, err
		}
		citizens = append(citizens, citizen)
	}
	for i := range n {
		if err := sleep(ctx, rest+rand.N(restMore)); err != nil {
			return a, err
		}
		host, citizen := hosts[i%len(hosts)], citizens[i%len(hosts)]
		h, err := admit(ctx, host, citizen)
		if err != nil {
			return a, fmt.Errorf("admission %d: %w", i+1, err)
		}
		audio.add(h.sound.firstAt)
		video.add(h.picture.keyAt)
	}
	a.FirstAudio, a.FirstVideo = spreadOf(&audio), spreadOf(&video)
	return a, nil
}

const warmAudience = "a-1"

// admit lets the citizen in and out again, and returns what reached the host, from the command on.
func admit(ctx context.Context, host, citizen *Bot) (heard, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	host.tally.forget(citizen.Number())
	citizen.tally.forget(host.Number())
	start := now()
	if err := host.Command(ctx, "admit", wire.Command{Audience: warmAudience}); err != nil {
		return heard{}, err
	}
	if err := errors.Join(host.meets(ctx, citizen), citizen.meets(ctx, host)); err != nil {
		return heard{}, err
	}
	h := host.tally.of(citizen.Number())
	h.sound.firstAt -= start
	h.picture.keyAt -= start
	return h, host.Command(ctx, "hold", wire.Command{Audience: warmAudience, Reason: "measured"})
}

// Pairs is how two who join at the same instant fared: how often each heard and saw the other, after
// how long from the dial, and how often one had to ask for a key frame again.
type Pairs struct {
	Tried, Met, Asked uint64
	Seen              Spread
}

// Twins lets two bots join a new room at the same instant, n times. The error tells of those who did
// not meet.
func (c *Crowd) Twins(ctx context.Context, n int) (Pairs, error) {
	var mu sync.Mutex
	var seen histogram
	pairs := Pairs{Tried: uint64(n)}
	err := atOnce(fillAtOnce, n, func(int) error {
		pair, err := c.twins(ctx)
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			pairs.Met++
		}
		for i, b := range pair {
			pairs.Asked += b.tally.asking()
			if err == nil {
				seen.add(b.since(b.tally.of(pair[1-i].Number()).picture.keyAt))
			}
		}
		return err
	})
	pairs.Seen = spreadOf(&seen)
	return pairs, err
}

func (c *Crowd) twins(ctx context.Context) (pair []*Bot, err error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	room := c.newRoom()
	for i := range 2 {
		b, err := c.make(seat{room: room, role: roleOf(i)})
		if err != nil {
			return pair, err
		}
		defer b.Leave()
		pair = append(pair, b)
	}
	if err := atOnce(2, 2, func(i int) error { return pair[i].Join(ctx) }); err != nil {
		return pair, err
	}
	return pair, errors.Join(pair[0].meets(ctx, pair[1]), pair[1].meets(ctx, pair[0]))
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
