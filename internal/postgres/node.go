package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
	"majlis/internal/node"
)

// Nodes keeps the servers and which room lives on which.
func (db *DB) Nodes() node.Store { return nodeStore{db, &DB{pool: db.beat, log: db.log, now: db.now}} }

type nodeStore struct {
	db   *DB
	beat *DB // the same by a connection of its own
}

func leaseMillis() int64 { return node.LeaseFor.Milliseconds() }

func (s nodeStore) Enter(ctx context.Context, name, url string) (node.ID, error) {
	const others = `select count(*) from node where url = @url and name <> @name and lease_up_ms > database_up_ms()`
	const former = `delete from node where url = @url`
	const q = `insert into node (name, url, lease_up_ms) values (@name, @url, database_up_ms() + @lease) returning id`
	// Whether or not it may enter: while it waits for a dead one, nobody else may be there to tick.
	if err := s.tick(ctx); err != nil {
		return 0, err
	}
	var id int64
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		if err := lock(ctx, s.db, "node:"+url); err != nil {
			return err
		}
		taken, err := value[int64](ctx, s.db, others, pgx.NamedArgs{"url": url, "name": name})
		if err != nil {
			return err
		}
		if taken > 0 {
			return node.ErrTaken
		}
		if _, err := exec(ctx, s.db, former, pgx.NamedArgs{"url": url}); err != nil {
			return err
		}
		id, err = value[int64](ctx, s.db, q, pgx.NamedArgs{"name": name, "url": url, "lease": leaseMillis()})
		return err
	})
	return node.ID(id), err
}

// tick moves the clock on by the time since it was last moved, unless nobody beat meanwhile.
func (s nodeStore) tick(ctx context.Context) error {
	const q = `update node_clock set up_ms = database_up_ms(), ticked_at = clock_timestamp()`
	_, err := exec(ctx, s.db, q, nil)
	return err
}

type nodeRow struct {
	ID          int64
	Name        string
	URL         string
	StartedAt   time.Time
	HeartbeatAt time.Time
	Alive       bool
	Draining    bool
	Rooms       int
}

func (s nodeStore) Beat(ctx context.Context, id node.ID) (node.Pulse, error) {
	const lives = `with clock as (update node_clock set up_ms = database_up_ms(), ticked_at = clock_timestamp() returning up_ms)
		update node set heartbeat_at = clock_timestamp(), lease_up_ms = clock.up_ms + @lease from clock where id = @id returning draining`
	const own = `select room, epoch from room_node where node_id = @id`
	var p node.Pulse
	var err error
	if p.Draining, err = value[bool](ctx, s.beat, lives, pgx.NamedArgs{"id": int64(id), "lease": leaseMillis()}); err != nil {
		return p, err
	}
	rooms, err := all[struct {
		Room  string
		Epoch int64
	}](ctx, s.beat, own, pgx.NamedArgs{"id": int64(id)})
	if err != nil {
		return p, err
	}
	p.Rooms = make(map[string]int64, len(rooms))
	for _, r := range rooms {
		p.Rooms[r.Room] = r.Epoch
	}
	p.Nodes, err = s.beat.NodeList(ctx)
	return p, err
}

// NodeList is every server that has beaten within the last day, the living first.
func (db *DB) NodeList(ctx context.Context) ([]node.Node, error) {
	const q = `select n.id, n.name, n.url, n.started_at, n.heartbeat_at, n.draining, n.lease_up_ms > database_up_ms() as alive,
			(select count(*)::int from room_node r where r.node_id = n.id) as rooms
		from node n where n.heartbeat_at > clock_timestamp() - interval '1 day' order by alive desc, n.name, n.id`
	rows, err := all[nodeRow](ctx, db, q, nil)
	list := make([]node.Node, len(rows))
	for i, r := range rows {
		list[i] = node.Node{
			ID: node.ID(r.ID), Name: r.Name, URL: r.URL, StartedAt: r.StartedAt, HeartbeatAt: r.HeartbeatAt,
			Alive: r.Alive, Draining: r.Draining, Rooms: r.Rooms,
		}
	}
	return list, err
}

func (s nodeStore) Leave(ctx context.Context, id node.ID) error {
	const q = `delete from node where id = @id`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{"id": int64(id)})
	return err
}

func (s nodeStore) SetDraining(ctx context.Context, id node.ID, draining bool) error {
	const q = `update node set draining = @draining where id = @id`
	const wake = `select pg_notify('node', '')`
	if err := must(ctx, s.db, booking.ErrNotFound, q, pgx.NamedArgs{"id": int64(id), "draining": draining}); err != nil {
		return err
	}
	_, err := exec(ctx, s.db, wake, nil)
	return err
}

type homeRow struct {
	NodeID *int64
	URL    *string
	Epoch  int64
	LeftMs *int64
}

func (r homeRow) domain() node.Home {
	h := node.Home{Epoch: r.Epoch}
	if r.NodeID != nil {
		h.Node, h.URL, h.Left = node.ID(*r.NodeID), *r.URL, time.Duration(*r.LeftMs)*time.Millisecond
	}
	return h
}

func (s nodeStore) HomeOf(ctx context.Context, room string) (node.Home, error) {
	const q = `select r.node_id, n.url, r.epoch, n.lease_up_ms - database_up_ms() as left_ms
		from room_node r left join node n on n.id = r.node_id where r.room = @room`
	row, err := one[homeRow](ctx, s.db, q, pgx.NamedArgs{"room": room})
	if errors.Is(err, booking.ErrNotFound) {
		return node.Home{}, nil
	}
	return row.domain(), err
}

// Take looks at the room under a lock, in a statement of its own: whoever had it may have beaten, and
// somebody else taken it, while this one waited.
func (s nodeStore) Take(ctx context.Context, room string, id node.ID) (node.Home, error) {
	const place = `insert into room_node (room, epoch) values (@room, 0) on conflict (room) do nothing`
	const hold = `select epoch from room_node where room = @room for update`
	const q = `update room_node set node_id = @id, epoch = epoch + 1, claimed_at = clock_timestamp() where room = @room`
	var home node.Home
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		if _, err := exec(ctx, s.db, place, pgx.NamedArgs{"room": room}); err != nil {
			return err
		}
		if _, err := exec(ctx, s.db, hold, pgx.NamedArgs{"room": room}); err != nil {
			return err
		}
		var err error
		if home, err = s.HomeOf(ctx, room); err != nil || home.Left > 0 {
			return err
		}
		if _, err = exec(ctx, s.db, q, pgx.NamedArgs{"room": room, "id": int64(id)}); err != nil {
			return err
		}
		home, err = s.HomeOf(ctx, room)
		return err
	})
	return home, err
}

func (s nodeStore) Give(ctx context.Context, room string, from node.ID, epoch int64, to node.ID) error {
	const q = `update room_node set node_id = nullif(@to, 0), epoch = epoch + 1, claimed_at = clock_timestamp()
		where room = @room and node_id = @from and epoch = @epoch`
	return must(ctx, s.db, node.ErrDeposed, q, pgx.NamedArgs{"room": room, "from": int64(from), "epoch": epoch, "to": int64(to)})
}

func (s nodeStore) Hold(ctx context.Context, room string, id node.ID, epoch int64) error {
	const q = `select epoch from room_node where room = @room and node_id = @id and epoch = @epoch for share`
	_, err := value[int64](ctx, s.db, q, pgx.NamedArgs{"room": room, "id": int64(id), "epoch": epoch})
	if errors.Is(err, booking.ErrNotFound) {
		return node.ErrDeposed
	}
	return err
}
