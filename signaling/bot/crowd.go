package bot

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"majlis/signaling"
)

// RoomPrefix begins the name of every room that a Crowd makes up.
const RoomPrefix = "bots/"

// ticketFor is how long a bot's ticket holds: longer than any run.
const ticketFor = 24 * time.Hour

// Site is where bots go. Sign makes the tickets.
type Site struct {
	URL, Origin string // as in Config
	TLS         *tls.Config
	Sign        func(signaling.Ticket) (string, error)
}

// Crowd is many bots. Its methods are called one at a time.
type Crowd struct {
	site   Site
	load   Load
	run    string // makes the rooms' names this crowd's own
	window window
	last   atomic.Uint32 // the last number given out
	opened int           // rooms

	mu    sync.Mutex
	rooms [][]*Bot
	names []signaling.RoomID // of rooms
}

// NewCrowd returns a crowd of nobody.
func NewCrowd(site Site, load Load) *Crowd {
	return &Crowd{site: site, load: load.filled(), run: rand.Text()[:8]}
}

// seat says as whom a bot joins.
type seat struct {
	room     signaling.RoomID
	role     signaling.Role
	audience signaling.AudienceID
	peer     signaling.PeerID // empty: somebody new
}

// newRoom names a room that nobody has been in.
func (c *Crowd) newRoom() signaling.RoomID {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opened++
	return signaling.RoomID(fmt.Sprintf("%s%s/%d", RoomPrefix, c.run, c.opened))
}

// make prepares a bot for a seat.
func (c *Crowd) make(s seat) (*Bot, error) {
	number := c.last.Add(1)
	if s.peer == "" {
		s.peer = signaling.PeerID(fmt.Sprintf("bot-%d", number))
	}
	token, err := c.site.Sign(signaling.Ticket{
		Room: s.room, Audience: s.audience, Peer: s.peer, Role: s.role,
		Name: fmt.Sprintf("Bot %d", number), Purpose: signaling.ForCall, Until: time.Now().Add(ticketFor),
	})
	if err != nil {
		return nil, fmt.Errorf("sign a ticket: %w", err)
	}
	return newBot(Config{
		URL: c.site.URL, Origin: c.site.Origin, TLS: c.site.TLS, Token: token, Number: number, Load: c.load,
	}, &c.window)
}

// join prepares a bot and brings it up.
func (c *Crowd) join(ctx context.Context, s seat) (*Bot, error) {
	b, err := c.make(s)
	if err != nil {
		return nil, err
	}
	err = b.Join(ctx)
	if err == nil {
		err = b.Connected(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("bot %d: %w", b.Number(), err), b.Close())
	}
	return b, nil
}

// roleOf says who the nth bot of a room is: all of them send, and everybody gets what everybody sends.
func roleOf(n int) signaling.Role {
	if n == 0 {
		return signaling.RoleHost
	}
	return signaling.RoleInterpreter
}

// fillAtOnce is how many rooms fill at the same time.
const fillAtOnce = 4

// Fill opens rooms with so many people each, and returns once everybody's media path is up.
func (c *Crowd) Fill(ctx context.Context, rooms, people int) error {
	first := len(c.rooms)
	for range rooms {
		c.rooms, c.names = append(c.rooms, nil), append(c.names, c.newRoom())
	}
	return atOnce(fillAtOnce, rooms, func(i int) error {
		room := c.names[first+i]
		for n := range people {
			b, err := c.join(ctx, seat{room: room, role: roleOf(n)})
			if err != nil {
				return err
			}
			c.mu.Lock()
			c.rooms[first+i] = append(c.rooms[first+i], b)
			c.mu.Unlock()
		}
		return nil
	})
}

// People counts the bots that Fill has brought in.
func (c *Crowd) People() int {
	n := 0
	for _, room := range c.rooms {
		n += len(room)
	}
	return n
}

// Close lets everybody leave.
func (c *Crowd) Close() error {
	var all []*Bot
	for _, room := range c.rooms {
		all = append(all, room...)
	}
	c.rooms = nil
	return atOnce(16, len(all), func(i int) error { return all[i].Leave() })
}

// atOnce does n things, so many at the same time.
func atOnce(width, n int, do func(int) error) error {
	var (
		all    sync.WaitGroup
		mu     sync.Mutex
		failed []error
		next   atomic.Int64
	)
	for range min(width, n) {
		all.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := do(i); err != nil {
					mu.Lock()
					failed = append(failed, err)
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	return errors.Join(failed...)
}
